mod finding;
mod trouble;
mod world;
