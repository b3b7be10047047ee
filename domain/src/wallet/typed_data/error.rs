//! How typed data fails. The texts are those of the API.

use crate::wallet::AbiError;

/// Why a document cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypedDataError {
    /// The domain has no type.
    #[error("`EIP712Domain` must be in `types`")]
    DomainTypeMissing,
    /// Nothing says what the message is.
    #[error("`primaryType` is required")]
    PrimaryTypeMissing,
    /// The message is of no type that is declared.
    #[error("primary type `{0}` not defined in types")]
    PrimaryTypeUndefined(String),
    /// No domain.
    #[error("`domain` is required")]
    DomainMissing,
    /// No message.
    #[error("`message` is required")]
    MessageMissing,
    /// A member without name or type.
    #[error("field {index} from type `{structure}` is invalid: `{missing}` is required")]
    InvalidField {
        /// Which member.
        index: usize,
        /// Of which structure.
        structure: String,
        /// `name` or `type`.
        missing: &'static str,
    },
    /// The domain names no chain, but has to.
    #[error("domain misses chain key chainId")]
    ChainMissing,
    /// The domain is of another chain.
    #[error("chainId {named} doesn't match selected chain {selected}")]
    ChainMismatch {
        /// The chain of the domain.
        named: i128,
        /// The chain that was selected.
        selected: u64,
    },
    /// The older form has none of them.
    #[error("arrays, slices and functions are not supported")]
    ArraysUnsupported,
    /// No number, or one that does not fit into 256 bits.
    #[error("not an integer")]
    NotInteger,
    /// A type of the older form that Solidity does not have.
    #[error(transparent)]
    Abi(#[from] AbiError),
    /// The domain says nothing.
    #[error("domain is undefined")]
    UndefinedDomain,
    /// A structure without name.
    #[error("empty type key")]
    EmptyStructureName,
    /// A member without type.
    #[error("type {structure:?}:{index}: empty Type")]
    EmptyType {
        /// Of which structure.
        structure: String,
        /// Which member.
        index: usize,
    },
    /// A member without name.
    #[error("type {structure:?}:{index}: empty Name")]
    EmptyName {
        /// Of which structure.
        structure: String,
        /// Which member.
        index: usize,
    },
    /// A structure that is its own member.
    #[error("type {0:?} cannot reference itself")]
    SelfReference(String),
    /// A structure that is not declared.
    #[error("reference type {0:?} is undefined")]
    UndefinedReference(String),
    /// No name of a structure.
    #[error("unknown reference type {0:?}")]
    InvalidReference(String),
    /// No type of Solidity, or one that typed data does not have here.
    #[error("unknown type {0:?}")]
    UnknownType(String),
    /// More members than the type has.
    #[error("there is extra data provided in the message ({declared} < {given})")]
    ExtraData {
        /// Members of the type.
        declared: usize,
        /// Members that were given.
        given: usize,
    },
    /// A value of another type.
    #[error("provided data '{value}' doesn't match type '{kind}'")]
    Mismatch {
        /// The value, shortened.
        value: String,
        /// The type.
        kind: String,
    },
    /// A text that is no number.
    #[error("invalid hex or decimal integer {0:?}")]
    InvalidInteger(String),
    /// A number with a fraction, or one that JSON did not carry exactly.
    #[error("invalid float value {value} for type {kind}")]
    InvalidFloat {
        /// The number.
        value: String,
        /// The type.
        kind: String,
    },
    /// A number beyond its type.
    #[error("integer larger than '{0}'")]
    IntegerTooLarge(String),
    /// Below zero.
    #[error("invalid negative value for unsigned type {0}")]
    NegativeUnsigned(String),
    /// More types than any contract has.
    #[error("too many types")]
    TooManyTypes,
    /// Structures within structures without end.
    #[error("nested too deep")]
    TooDeep,
}
