//! Reads parsed JSON into types by Go's rules: keys match regardless of case, `null` and missing keys are zero values,
//! unknown keys are ignored, hex texts are checked, and errors are worded as Go words them.
//!
//! What types should know: the name of a struct (`#[serde(rename = "requests.Login")]`) appears in errors; aliases and
//! flattened fields would lose the lenient keys, so spell fields out.

use std::borrow::Cow;

use serde::de::value::{StrDeserializer, StringDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::{JsonError, number, probe};

impl de::Error for JsonError {
    fn custom<T: core::fmt::Display>(text: T) -> Self {
        Self(text.to_string())
    }
}

/// Reads a value into a type.
pub(crate) fn decode<T: DeserializeOwned>(value: &Value) -> Result<T, JsonError> {
    T::deserialize(Decoder { slot: Slot::Given(value), field: None })
}

/// Reads a positional argument. A missing one is `None` unless the type is a pointer in Go: lists and maps may be `null`
/// there, but not missing.
pub(crate) fn decode_argument<T: DeserializeOwned>(argument: Option<&Value>) -> Option<Result<T, JsonError>> {
    match argument {
        Some(value) => Some(decode(value)),
        None if probe::is_list_or_map::<T>() => None,
        None => T::deserialize(Absent).ok().map(Ok),
    }
}

#[derive(Clone, Copy)]
enum Slot<'a> {
    Given(&'a Value),
    /// A key that is not there: the zero value of whatever is asked.
    Missing,
}

/// Where in which struct we are, for errors.
struct Field<'a> {
    structure: &'static str,
    path: Cow<'a, str>,
}

#[derive(Clone, Copy)]
struct Decoder<'a> {
    slot: Slot<'a>,
    field: Option<&'a Field<'a>>,
}

/// How Go calls the JSON type of a value.
fn kind(value: &Value) -> Cow<'static, str> {
    Cow::Borrowed(match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    })
}

impl<'a> Decoder<'a> {
    /// The value, or `None` for the zero value.
    fn given(self) -> Option<&'a Value> {
        match self.slot {
            Slot::Given(Value::Null) | Slot::Missing => None,
            Slot::Given(value) => Some(value),
        }
    }

    fn mismatch(self, found: &str, wanted: &str) -> JsonError {
        JsonError(match self.field {
            None => format!("json: cannot unmarshal {found} into Go value of type {wanted}"),
            Some(Field { structure, path }) => {
                format!("json: cannot unmarshal {found} into Go struct field {structure}.{path} of type {wanted}")
            }
        })
    }

    /// An integer of the Go type `name` between the bounds.
    fn integer(self, name: &str, low: i128, high: i128) -> Result<i128, JsonError> {
        match self.given() {
            None => Ok(0),
            Some(Value::Number(found)) => number::integer(found)
                .filter(|value| (low..=high).contains(value))
                .ok_or_else(|| self.mismatch(&format!("number {}", number::text(found)), name)),
            Some(other) => Err(self.mismatch(&kind(other), name)),
        }
    }

    fn text(self) -> Result<Option<&'a str>, JsonError> {
        match self.given() {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.mismatch(&kind(other), "string")),
        }
    }

    /// Checks what go-ethereum's hex types check.
    fn check_hex(self, name: &str) -> Result<(), JsonError> {
        let Slot::Given(value) = self.slot else {
            return Ok(());
        };
        let Value::String(text) = value else {
            return Err(self.mismatch("non-string", name));
        };
        let digits = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(digits) => digits,
            None if text.is_empty() => "",
            None => return Err(self.mismatch("hex string without 0x prefix", name)),
        };
        if digits.len() % 2 == 1 {
            return Err(self.mismatch("hex string of odd length", name));
        }
        let wanted = match name {
            "types.Address" | "common.Address" => Some(40),
            "types.Hash" | "common.Hash" => Some(64),
            _ => None,
        };
        if let Some(wanted) = wanted.filter(|wanted| *wanted != digits.len()) {
            return Err(JsonError(format!("hex string has length {}, want {wanted} for {name}", digits.len())));
        }
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(self.mismatch("invalid hex string", name));
        }
        Ok(())
    }

    /// Checks what go-ethereum's hex numbers check: no more than so many digits, the first of which is not zero.
    fn check_hex_number(self, name: &str, most_digits: usize) -> Result<(), JsonError> {
        let Slot::Given(value) = self.slot else {
            return Ok(());
        };
        let Value::String(text) = value else {
            return Err(self.mismatch("non-string", name));
        };
        if text.is_empty() {
            return Ok(());
        }
        let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) else {
            return Err(self.mismatch("hex string without 0x prefix", name));
        };
        let problem = match digits {
            "" => "hex string \"0x\"",
            _ if digits.len() > 1 && digits.starts_with('0') => "hex number with leading zero digits",
            _ if digits.len() > most_digits && most_digits == 64 => "hex number > 256 bits",
            _ if digits.len() > most_digits => "hex number > 64 bits",
            _ if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) => "invalid hex string",
            _ => return Ok(()),
        };
        Err(self.mismatch(problem, name))
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident $type:ty => $name:literal),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            let value = self.integer($name, <$type>::MIN.into(), <$type>::MAX.into())?;
            visitor.$visit(<$type>::try_from(value).unwrap_or_default())
        })*
    };
}

impl<'de> Deserializer<'de> for Decoder<'_> {
    type Error = JsonError;

    integers! {
        deserialize_i8 visit_i8 i8 => "int8",
        deserialize_i16 visit_i16 i16 => "int16",
        deserialize_i32 visit_i32 i32 => "int32",
        deserialize_i64 visit_i64 i64 => "int",
        deserialize_u8 visit_u8 u8 => "uint8",
        deserialize_u16 visit_u16 u16 => "uint16",
        deserialize_u32 visit_u32 u32 => "uint32",
        deserialize_u64 visit_u64 u64 => "uint64",
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.slot {
            Slot::Missing | Slot::Given(Value::Null) => visitor.visit_unit(),
            Slot::Given(Value::Bool(value)) => visitor.visit_bool(*value),
            Slot::Given(Value::Number(found)) => {
                // As if it had been written and read as a float, but integers stay integers.
                match number::integer(found) {
                    Some(value) if i64::try_from(value).is_ok() => {
                        visitor.visit_i64(i64::try_from(value).unwrap_or_default())
                    }
                    Some(value) if u64::try_from(value).is_ok() => {
                        visitor.visit_u64(u64::try_from(value).unwrap_or_default())
                    }
                    _ => visitor.visit_f64(found.as_f64().unwrap_or_default()),
                }
            }
            Slot::Given(Value::String(text)) => visitor.visit_str(text),
            Slot::Given(Value::Array(elements)) => {
                visitor.visit_seq(Elements { elements: elements.iter(), field: self.field })
            }
            Slot::Given(Value::Object(members)) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(key, _)| *key);
                visitor.visit_map(Entries { members: members.into_iter(), value: None, field: self.field })
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.given() {
            None => visitor.visit_bool(false),
            Some(Value::Bool(value)) => visitor.visit_bool(*value),
            Some(other) => Err(self.mismatch(&kind(other), "bool")),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.given() {
            None => visitor.visit_f64(0.0),
            Some(Value::Number(found)) => visitor.visit_f64(found.as_f64().unwrap_or_default()),
            Some(other) => Err(self.mismatch(&kind(other), "float64")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_str(self.text()?.unwrap_or_default())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        if self.given().is_none() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// Takes anything: for parameters that are there only by accident.
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        match name {
            "*hexutil.Big" => self.check_hex_number(name, 64)?,
            "hexutil.Uint64" => self.check_hex_number(name, 16)?,
            _ if name.contains('.') => self.check_hex(name)?,
            _ => {}
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.given() {
            None => visitor.visit_seq(Elements { elements: [].iter(), field: None }),
            Some(Value::Array(elements)) => {
                visitor.visit_seq(Elements { elements: elements.iter(), field: self.field })
            }
            Some(other) => Err(self.mismatch(&kind(other), &probe::sequence_of(visitor))),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.given() {
            None => visitor.visit_map(Entries { members: Vec::new().into_iter(), value: None, field: None }),
            Some(Value::Object(_)) => self.deserialize_any(visitor),
            Some(other) => Err(self.mismatch(&kind(other), &probe::map_of(visitor))),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        let mut members = Vec::with_capacity(fields.len());
        match self.given() {
            None => {}
            Some(Value::Object(object)) => {
                for (key, value) in object {
                    let Some(field) = field_of(fields, key) else { continue };
                    members.retain(|(known, _)| *known != field);
                    members.push((field, Slot::Given(value)));
                }
            }
            Some(other) => return Err(self.mismatch(&kind(other), name)),
        }
        for field in fields {
            if !members.iter().any(|(known, _)| known == field) {
                members.push((*field, Slot::Missing));
            }
        }
        let structure = if name.starts_with("struct {") { "" } else { name.rsplit('.').next().unwrap_or(name) };
        visitor.visit_map(Members { structure, outer: self.field, members: members.into_iter(), value: None })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        match self.given() {
            Some(Value::String(text)) => visitor.visit_enum(Variant(text)),
            Some(other) => Err(self.mismatch(&kind(other), name)),
            None => visitor.visit_enum(Variant("")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 char bytes byte_buf unit_struct tuple_struct identifier }
}

/// The field that a key means: the same name, else the same regardless of case.
fn field_of(fields: &'static [&'static str], key: &str) -> Option<&'static str> {
    let exact = fields.iter().find(|field| **field == key);
    exact.or_else(|| fields.iter().find(|field| field.eq_ignore_ascii_case(key))).copied()
}

struct Elements<'a> {
    elements: std::slice::Iter<'a, Value>,
    field: Option<&'a Field<'a>>,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, JsonError> {
        let Some(element) = self.elements.next() else { return Ok(None) };
        seed.deserialize(Decoder { slot: Slot::Given(element), field: self.field }).map(Some)
    }
}

/// The entries of a map with keys of its own.
struct Entries<'a> {
    members: std::vec::IntoIter<(&'a String, &'a Value)>,
    value: Option<&'a Value>,
    field: Option<&'a Field<'a>>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, JsonError> {
        let Some((key, value)) = self.members.next() else { return Ok(None) };
        self.value = Some(value);
        let key: StringDeserializer<JsonError> = key.clone().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, JsonError> {
        let slot = self.value.take().map_or(Slot::Missing, Slot::Given);
        seed.deserialize(Decoder { slot, field: self.field })
    }
}

/// The fields of a struct, each once.
struct Members<'a> {
    structure: &'static str,
    outer: Option<&'a Field<'a>>,
    members: std::vec::IntoIter<(&'static str, Slot<'a>)>,
    value: Option<(&'static str, Slot<'a>)>,
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, JsonError> {
        self.value = self.members.next();
        let Some((name, _)) = self.value else { return Ok(None) };
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, JsonError> {
        let (name, slot) = self.value.take().unwrap_or(("", Slot::Missing));
        let path = match self.outer {
            None => Cow::Borrowed(name),
            Some(outer) => Cow::Owned(format!("{}.{name}", outer.path)),
        };
        let field = Field { structure: self.structure, path };
        seed.deserialize(Decoder { slot, field: Some(&field) })
    }
}

/// The name of a variant without content.
struct Variant<'a>(&'a str);

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = JsonError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), JsonError> {
        let name: StringDeserializer<JsonError> = self.0.to_owned().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = JsonError;

    fn unit_variant(self) -> Result<(), JsonError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, JsonError> {
        Err(de::Error::custom("unexpected variant"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, JsonError> {
        Err(de::Error::custom("unexpected variant"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, JsonError> {
        Err(de::Error::custom("unexpected variant"))
    }
}

/// A missing argument: nothing but nullable types accept it.
struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, JsonError> {
        Err(JsonError("missing".to_owned()))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
