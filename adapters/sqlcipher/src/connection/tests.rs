use std::path::Path;

use super::uri;

#[test]
fn no_letter_of_a_path_means_anything_to_the_engine() {
    let path = Path::new("/data/a b?mode=memory#%41é/x.db");
    assert_eq!(uri(path, "mode=rw"), "file:/data/a%20b%3Fmode%3Dmemory%23%2541%C3%A9/x.db?mode=rw");
}
