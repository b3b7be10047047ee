//! Asks a type what it would be called in Go, by watching what it asks of a deserializer.

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// The answer travels as the error.
#[derive(Debug)]
pub(super) struct GoType(pub(super) String);

impl core::fmt::Display for GoType {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for GoType {}

impl de::Error for GoType {
    fn custom<T: core::fmt::Display>(_: T) -> Self {
        // Types that decide by themselves take anything.
        Self("interface {}".to_owned())
    }
}

/// The Go name of what a sequence's visitor asks for.
pub(super) fn sequence_of<'de, V: Visitor<'de>>(visitor: V) -> String {
    visitor.visit_seq(Elements).err().map_or_else(|| "[]interface {}".to_owned(), |GoType(name)| name)
}

/// The Go name of what a map's visitor asks for.
pub(super) fn map_of<'de, V: Visitor<'de>>(visitor: V) -> String {
    visitor.visit_map(Elements).err().map_or_else(|| "map[string]interface {}".to_owned(), |GoType(name)| name)
}

/// Whether a type is a list or a map in Go, perhaps one that may be `null`.
pub(super) fn is_list_or_map<T: DeserializeOwned>() -> bool {
    T::deserialize(Probe).is_err_and(|GoType(name)| name.starts_with("[]") || name.starts_with("map["))
}

pub(super) struct Probe;

macro_rules! named {
    ($($method:ident => $name:literal),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, GoType> {
            Err(GoType($name.to_owned()))
        })*
    };
}

impl<'de> Deserializer<'de> for Probe {
    type Error = GoType;

    named! {
        deserialize_any => "interface {}",
        deserialize_bool => "bool",
        deserialize_i8 => "int8",
        deserialize_i16 => "int16",
        deserialize_i32 => "int32",
        deserialize_i64 => "int",
        deserialize_u8 => "uint8",
        deserialize_u16 => "uint16",
        deserialize_u32 => "uint32",
        deserialize_u64 => "uint64",
        deserialize_f32 => "float32",
        deserialize_f64 => "float64",
        deserialize_str => "string",
        deserialize_string => "string",
        deserialize_bytes => "[]uint8",
        deserialize_byte_buf => "[]uint8",
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GoType> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, GoType> {
        if name.contains('.') { Err(GoType(name.to_owned())) } else { visitor.visit_newtype_struct(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GoType> {
        Err(GoType(sequence_of(visitor)))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, GoType> {
        Err(GoType(map_of(visitor)))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, GoType> {
        Err(GoType(name.to_owned()))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, GoType> {
        Err(GoType(name.to_owned()))
    }

    forward_to_deserialize_any! { i128 u128 char unit unit_struct tuple tuple_struct identifier ignored_any }
}

struct Elements;

impl<'de> SeqAccess<'de> for Elements {
    type Error = GoType;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, GoType> {
        seed.deserialize(Probe).map(Some).map_err(|GoType(name)| GoType(format!("[]{name}")))
    }
}

impl<'de> MapAccess<'de> for Elements {
    type Error = GoType;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, GoType> {
        let key = de::value::StrDeserializer::new("");
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, GoType> {
        seed.deserialize(Probe).map_err(|GoType(name)| GoType(format!("map[string]{name}")))
    }
}
