mod answers;
mod errors;
mod hostile;
mod server;
