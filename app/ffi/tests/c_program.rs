//! A program in C, compiled against the header, linked with the library, and run.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder where cargo put this test and the library that was built with it.
fn build_folder() -> PathBuf {
    env::current_exe().unwrap().parent().unwrap().to_owned()
}

fn library() -> PathBuf {
    let name = format!("{}status{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let library = build_folder().join(&name);
    assert!(library.is_file(), "{} was not built", library.display());
    library
}

fn compile(source: &str, program: &Path) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let compiler = env::var_os("CC").unwrap_or_else(|| "cc".into());
    let library = library();
    let output = Command::new(compiler)
        .args(["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Werror", "-pthread", "-o"])
        .arg(program)
        .arg("-I")
        .arg(folder.join("include"))
        .arg(folder.join("tests").join(source))
        .arg(&library)
        .arg(format!("-Wl,-rpath,{}", library.parent().unwrap().display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_program_in_c_makes_an_account_and_is_told_by_signals() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("login");
    compile("login.c", &program);
    let output = Command::new(&program).arg(folder.path().join("data")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "logged in and out\n");
}
