mod attachments;
mod pictures;
