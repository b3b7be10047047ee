//! The program `status-backend`; `--help` teaches it.

use std::process::ExitCode;

fn main() -> ExitCode {
    status_backend::run()
}
