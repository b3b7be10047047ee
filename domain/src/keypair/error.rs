//! Why a change of keypairs is refused.

use status_ports::StorageError;

use super::DeriveError;
use crate::identity::PathError;

/// Why a change is refused. Nothing was changed. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeypairError {
    /// A field of an account that must be filled is not.
    #[error("`{0}` field of an account must be set")]
    AccountField(&'static str),
    /// A field of a keypair that must be filled is not.
    #[error("`{0}` field of a keypair must be set")]
    KeypairField(&'static str),
    /// Default wallet and chat account are made with the profile.
    #[error("default wallet and chat account cannot be added this way")]
    ProfileAccount,
    /// Neither generated, seed, key nor watch.
    #[error("unknown account type")]
    AccountKind,
    /// Neither seed nor key; the profile's keypair is made with the profile.
    #[error("unknown keypair type")]
    KeypairKind,
    /// An account that is only watched has no keypair, others have one.
    #[error("only accounts that are not watched belong to a keypair")]
    WatchedOfKeypair,
    /// The address is taken.
    #[error("account already exists")]
    AccountExists,
    /// No keypair with this key UID.
    #[error("cannot add an account for an unknown keypair")]
    UnknownKeypair,
    /// An account of another keypair.
    #[error("all accounts of a keypair must have the same `KeyUID` as keypair key uid")]
    OtherKeyUid,
    /// The same, of a keypair that is saved as it is.
    #[error("cannot store keypair with different accounts' key uid than keypair's key uid")]
    SavedOtherKeyUid,
    /// Keypairs begin with an account.
    #[error("cannot store keypair without accounts")]
    NoAccounts,
    /// The public key is none, or has another address.
    #[error("the public key is not that of the address")]
    PublicKey,
    /// A key UID that is not the hash of the key that it names.
    #[error("the key uid is not that of the key")]
    KeyUid,
    /// The keypair has another key at this path.
    #[error("the address is not the one at the path")]
    OtherAddress,
    /// The text is no path.
    #[error(transparent)]
    Path(#[from] PathError),
    /// A text that is longer than anybody shows.
    #[error("`{0}` field is too long")]
    TooLong(&'static str),
    /// Chain ids are decimal numbers with colons between them.
    #[error("preferred chains are not a list of chain ids")]
    Chains,
    /// As many accounts as there may be.
    #[error("no more accounts can be added")]
    TooManyAccounts,
    /// As many keypairs as there may be.
    #[error("no more keypairs can be added")]
    TooManyKeypairs,
    /// As many watched accounts as there may be.
    #[error("no more watch-only accounts can be added")]
    TooManyWatchOnlyAccounts,
    /// No such account.
    #[error("accounts: account is not found")]
    AccountNotFound,
    /// No such keypair.
    #[error("accounts: keypair is not found")]
    KeypairNotFound,
    /// A profile without chat account is none.
    #[error("accounts: cannot remove profile account")]
    RemoveChat,
    /// The default wallet account stays.
    #[error("accounts: cannot remove default wallet account")]
    RemoveDefaultWallet,
    /// The profile's keypair stays.
    #[error("accounts: cannot remove profile keypair")]
    RemoveProfile,
    /// Its name is the display name.
    #[error("cannot change profile keypair name")]
    ProfileName,
    /// Nothing stands at this position.
    #[error("accounts: trying to move account to a wrong position")]
    WrongPosition,
    /// Every index below the limit is used.
    #[error("couldn't find available path for new account")]
    NoFreePath,
    /// The phrase is here already.
    #[error("provided mnemonic was already imported, to add new account use `AddAccount` endpoint")]
    PhraseKnown,
    /// The key is here already.
    #[error("provided private key was already imported")]
    PrivateKeyKnown,
    /// No words.
    #[error("the mnemonic is empty")]
    EmptyPhrase,
    /// The text is no private key.
    #[error(transparent)]
    PrivateKey(#[from] PrivateKeyTextError),
    /// An account or a keypair has this key.
    #[error("the key belongs to an account or a keypair, which has to be removed instead")]
    KeyOfAccount,
    /// The keys of this keypair are on a card and stay there.
    #[error("the keypair is on a keycard")]
    OnKeycard,
    /// The profile's keypair is moved by converting the profile.
    #[error("cannot migrate profile keypair")]
    MigrateProfile,
    /// Nothing to move.
    #[error("keypair being migrated is not a keycard keypair")]
    NotOnKeycard,
    /// A card without accounts.
    #[error("cannot migrate a keypair without accounts")]
    KeycardWithoutAccounts,
    /// A card for a keypair that is not here.
    #[error("cannot migrate an unknown keypair")]
    KeycardOfUnknownKeypair,
    /// No such card.
    #[error("keycard: no keycard for the passed keycard uid")]
    KeycardNotFound,
    /// A card is known under this name already.
    #[error("keycard: the keycard uid belongs to another keycard")]
    KeycardExists,
    /// Preferences of nothing.
    #[error("{0}: trying to create custom order with empty list")]
    NoPreferences(&'static str),
    /// Positions count from zero.
    #[error("{0}: trying to create custom order with negative position")]
    NegativePosition(&'static str),
    /// Something comes twice.
    #[error("{0}: trying to create custom order with the same entry twice")]
    PreferenceTwice(&'static str),
    /// More than anybody has.
    #[error("{0}: trying to create custom order with too many entries")]
    TooManyPreferences(&'static str),
    /// Tokens are shown by community, and one of them has no place there.
    #[error("tokens: not all community tokens have assigned the group position")]
    NoGroupPosition,
    /// A key cannot be had.
    #[error(transparent)]
    Derive(#[from] DeriveError),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a text is no private key. The texts are those of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrivateKeyTextError {
    /// Not pairs of hex digits.
    #[error("invalid hex string")]
    Hex,
    /// Not 32 bytes.
    #[error("invalid length, need 256 bits")]
    Length,
    /// The number 0.
    #[error("invalid private key, zero or negative")]
    Zero,
    /// A number that is too large for the curve.
    #[error("invalid private key, >=N")]
    TooLarge,
}
