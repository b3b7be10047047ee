mod heads;
mod plans;
mod previews;
