//! Positional parameters as tuples.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::RpcError;
use crate::json;

/// Positional parameters of a method. Implemented for tuples: `Option` parameters may be missing at the end.
pub(crate) trait Params: Sized + Send + 'static {
    /// How many there are.
    const COUNT: usize;

    /// Reads them.
    fn decode(arguments: &[Value]) -> Result<Self, RpcError>;

    /// The schema of each, and whether it must be given.
    fn schemas(generator: &mut SchemaGenerator) -> Vec<(Schema, bool)>;
}

/// Any parameters at all, read by the method itself.
pub(crate) struct AnyParams;

impl Params for AnyParams {
    const COUNT: usize = 0;

    fn decode(_: &[Value]) -> Result<Self, RpcError> {
        Ok(Self)
    }

    fn schemas(_: &mut SchemaGenerator) -> Vec<(Schema, bool)> {
        Vec::new()
    }
}

fn argument<T: DeserializeOwned>(arguments: &[Value], position: usize) -> Result<T, RpcError> {
    match json::decode_argument(arguments.get(position)) {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(RpcError::invalid_params(format!("invalid argument {position}: {error}"))),
        None => Err(RpcError::invalid_params(format!("missing value for required argument {position}"))),
    }
}

fn at_most(arguments: &[Value], count: usize) -> Result<(), RpcError> {
    if arguments.len() > count {
        return Err(RpcError::invalid_params(format!("too many arguments, want at most {count}")));
    }
    Ok(())
}

macro_rules! tuples {
    ($($count:literal: $($name:ident $position:literal),*;)*) => {
        $(impl<$($name),*> Params for ($($name,)*)
        where
            $($name: DeserializeOwned + JsonSchema + Send + 'static),*
        {
            const COUNT: usize = $count;

            fn decode(arguments: &[Value]) -> Result<Self, RpcError> {
                let decoded = ($(argument::<$name>(arguments, $position)?,)*);
                at_most(arguments, $count)?;
                Ok(decoded)
            }

            fn schemas(generator: &mut SchemaGenerator) -> Vec<(Schema, bool)> {
                vec![$((
                    generator.subschema_for::<$name>(),
                    json::decode_argument::<$name>(None).is_none(),
                )),*]
            }
        })*
    };
}

impl Params for () {
    const COUNT: usize = 0;

    fn decode(arguments: &[Value]) -> Result<Self, RpcError> {
        at_most(arguments, 0)
    }

    fn schemas(_: &mut SchemaGenerator) -> Vec<(Schema, bool)> {
        Vec::new()
    }
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
}
