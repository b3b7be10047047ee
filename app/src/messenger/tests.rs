mod conversation;
mod failures;
mod life_cycle;
mod light;
mod limits;
mod service;
mod simulation;
mod world;
