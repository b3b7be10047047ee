mod balance_history;
mod finding;
mod trouble;
mod world;
