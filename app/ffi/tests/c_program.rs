//! A program in C, compiled against the header, linked with the library, and run.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder where cargo put this test and the library that was built with it.
fn build_folder() -> PathBuf {
    env::current_exe().unwrap().parent().unwrap().to_owned()
}

fn built(prefix: &str, suffix: &str) -> PathBuf {
    let library = build_folder().join(format!("{prefix}status{suffix}"));
    assert!(library.is_file(), "{} was not built", library.display());
    library
}

/// Compiles `login.c` and links it with a library, which the linker is told like a source file.
fn compile(library: &Path, further: &[&str], program: &Path) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env::var_os("CC").unwrap_or_else(|| "cc".into()))
        .args(["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Werror", "-pthread", "-o"])
        .arg(program)
        .arg("-I")
        .arg(folder.join("include"))
        .arg(folder.join("tests/login.c"))
        .arg(library)
        .args(further)
        .arg(format!("-Wl,-rpath,{}", build_folder().display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn run(library: &Path, further: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("login");
    compile(library, further, &program);
    let output =
        Command::new(&program).arg(folder.path().join("data")).env("STATUS_DISCOVERY", "off").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "logged in and out\n");
}

#[test]
fn a_program_in_c_makes_an_account_and_is_told_by_signals() {
    run(&built(env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX), &[]);
}

/// What the static library leaves to the system, as `rustc --print native-static-libs` says.
#[cfg(target_os = "linux")]
#[test]
fn the_static_library_does_the_same() {
    run(&built("lib", ".a"), &["-lm", "-ldl"]);
}
