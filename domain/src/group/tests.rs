//! Groups: their histories, and what people do with them.

mod history;
mod hostile;
mod people;
mod scenarios;
