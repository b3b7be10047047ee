mod conversation;
mod failures;
mod life_cycle;
mod limits;
mod world;
