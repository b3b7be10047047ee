mod breaker;
mod health;
mod limit;
mod order;
