//! Rust types of columns that SQLite has no type for.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Binary};
use diesel::sqlite::{Sqlite, SqliteValue};
use ruint::aliases::U256;
use status_ports::Secret32;
use zeroize::Zeroizing;

/// An unsigned number. SQLite's numbers are signed, so it is stored less 2^63: clocks come from other people, and every one
/// of them must come back as it was, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub(crate) struct U64(pub(crate) u64);

/// What is subtracted, as the bit that it flips.
const SIGN: u64 = 1 << 63;

impl ToSql<BigInt, Sqlite> for U64 {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value((self.0 ^ SIGN).cast_signed());
        Ok(IsNull::No)
    }
}

impl FromSql<BigInt, Sqlite> for U64 {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(i64::from_sql(value)?.cast_unsigned() ^ SIGN))
    }
}

/// An unsigned number of 32 bits or fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub(crate) struct U32(pub(crate) u32);

impl ToSql<BigInt, Sqlite> for U32 {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(i64::from(self.0));
        Ok(IsNull::No)
    }
}

impl FromSql<BigInt, Sqlite> for U32 {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(u32::try_from(i64::from_sql(value)?)?))
    }
}

/// Bytes of a fixed length: a public key, a hash, an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct Bytes<const N: usize>(pub(crate) [u8; N]);

impl<const N: usize> ToSql<Binary, Sqlite> for Bytes<N> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_slice());
        Ok(IsNull::No)
    }
}

impl<const N: usize> FromSql<Binary, Sqlite> for Bytes<N> {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let bytes = Vec::<u8>::from_sql(value)?;
        Ok(Self(bytes.try_into().map_err(|_| format!("not {N} bytes"))?))
    }
}

/// A number of 256 bits, as 32 bytes with the highest first, so that bytes have the order of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct Amount(pub(crate) U256);

impl ToSql<Binary, Sqlite> for Amount {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_be_bytes::<32>().to_vec());
        Ok(IsNull::No)
    }
}

impl FromSql<Binary, Sqlite> for Amount {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let Bytes(bytes) = Bytes::<32>::from_sql(value)?;
        Ok(Self(U256::from_be_bytes(bytes)))
    }
}

/// 32 secret bytes. What is read is wiped.
#[derive(Debug, FromSqlRow)]
pub(crate) struct Secret(pub(crate) Secret32);

impl FromSql<Binary, Sqlite> for Secret {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let bytes = Zeroizing::new(Vec::<u8>::from_sql(value)?);
        let bytes = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| "not 32 bytes")?);
        Ok(Self(Secret32::new(*bytes)))
    }
}
