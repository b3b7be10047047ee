mod heads;
mod pictures;
mod plans;
mod previews;
mod statuses;
