//! Prints the OpenRPC document of the API, or with `--reference` the page that people read.
#![allow(clippy::print_stdout, reason = "that is what it is for")]

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if std::env::args().any(|argument| argument == "--reference") {
        print!("{}", status_app::api_reference());
    } else {
        println!("{}", serde_json::to_string_pretty(&status_app::openrpc_document())?);
    }
    Ok(())
}
