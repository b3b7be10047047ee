mod derivation;
mod identicon;
mod identity_of_key;
mod mnemonic;
mod names;
mod public_key_format;
