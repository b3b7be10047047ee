mod balance_history;
mod finding;
mod left_out;
mod telling;
mod trouble;
mod world;
