mod crashes;
mod following;
mod routes;
mod sending;
mod world;
