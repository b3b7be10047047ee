//! Lists of nodes in DNS (EIP-1459): a tree of TXT records whose root is signed and whose every other record is named by its
//! hash.

mod entry;
mod root;
mod walk;

pub use entry::{Entry, LinkError, TreeLink};
pub use root::{Root, RootError};
pub use walk::{TreeWalk, WalkLimits};
