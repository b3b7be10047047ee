//! reliability
