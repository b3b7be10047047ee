//! Cards of the chat switcher of mobile clients.

/// Cards that a client keeps here.
pub trait SwitcherCardStore {}
