//! What a chain says of names.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::identity::public_key_text;
use status_domain::wallet::{EnsName, Resource, UsernameLabel};

use crate::json::{Base64Bytes, CommonAddress};
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::ens::Names;

/// The key of a name that says none.
const NO_KEY: &str = "0x040000000000000000000000000000000000000000000000000000000000000000\
                      0000000000000000000000000000000000000000000000000000000000000000";

pub(super) fn register(table: &mut Table) {
    table.method(
        "ens_resolver",
        "The contract that answers for a name; the zero address if none does.",
        &["chainID", "username"],
        |session: Session, (chain_id, name): (u64, String)| async move {
            let (names, name) = of(&session, chain_id, &name)?;
            Ok::<_, RpcError>(CommonAddress(names.resolver(&name).await?))
        },
    );
    table.method(
        "ens_ownerOf",
        "Who owns a name; the zero address if nobody does.",
        &["chainID", "username"],
        |session: Session, (chain_id, name): (u64, String)| async move {
            let (names, name) = of(&session, chain_id, &name)?;
            Ok::<_, RpcError>(CommonAddress(names.owner(&name).await?))
        },
    );
    table.method(
        "ens_addressOf",
        "The address that a name says it has; the zero address if it says none.",
        &["chainID", "username"],
        |session: Session, (chain_id, name): (u64, String)| async move {
            let (names, name) = of(&session, chain_id, &name)?;
            Ok::<_, RpcError>(CommonAddress(names.address_of(&name).await?))
        },
    );
    table.method(
        "ens_publicKeyOf",
        "The public key that a name says it has, `0x04…`; with zeros behind that if it says none.",
        &["chainID", "username"],
        |session: Session, (chain_id, name): (u64, String)| async move {
            let (names, name) = of(&session, chain_id, &name)?;
            let key = names.public_key_of(&name).await?;
            Ok::<_, RpcError>(key.map_or_else(|| NO_KEY.to_owned(), |key| public_key_text(&key)))
        },
    );
    table.method(
        "ens_contentHash",
        "Where the page of a name is (EIP-1577), in Base64; `null` if its resolver does not tell.",
        &["chainID", "username"],
        |session: Session, (chain_id, name): (u64, String)| async move {
            let (names, name) = of(&session, chain_id, &name)?;
            Ok::<_, RpcError>(names.content_hash_of(&name).await?.map(Base64Bytes))
        },
    );
    table.method(
        "ens_resourceURL",
        "The page of a name as parts of a URL; empty ones if it has none.",
        &["chainID", "username"],
        |session: Session, (chain_id, name): (u64, String)| async move {
            let (names, name) = of(&session, chain_id, &name)?;
            Ok::<_, RpcError>(names.page_of(&name).await?.map(PageJson::from).unwrap_or_default())
        },
    );
    table.method(
        "ens_getName",
        "The name of an address, if the name says so, too (ENSIP-3).",
        &["chainID", "address"],
        |session: Session, (chain_id, address): (u64, CommonAddress)| async move {
            let name = session.wallet().names(chain_id)?.name_of(&address.0).await?;
            Ok::<_, RpcError>(name.as_str().to_owned())
        },
    );
    table.method(
        "ens_getRegistrarAddress",
        "The contract that registers names of stateofus.eth.",
        &["chainID"],
        |session: Session, (chain_id,): (u64,)| async move {
            Ok::<_, RpcError>(CommonAddress(session.wallet().names(chain_id)?.registrar().await?))
        },
    );
    table.method(
        "ens_price",
        "What a name of stateofus.eth costs, in the smallest unit of SNT: hex digits without prefix.",
        &["chainID"],
        |session: Session, (chain_id,): (u64,)| async move {
            Ok::<_, RpcError>(format!("{:x}", session.wallet().names(chain_id)?.price().await?))
        },
    );
    table.method(
        "ens_expireAt",
        "Until when a name of stateofus.eth cannot be taken away, Unix seconds: hex digits without prefix. The name is its \
         first label.",
        &["chainID", "username"],
        |session: Session, (chain_id, username): (u64, String)| async move {
            let label: UsernameLabel = username.parse()?;
            let expiration = session.wallet().names(chain_id)?.expiration(&label).await?;
            Ok::<_, RpcError>(format!("{expiration:x}"))
        },
    );
}

/// The names of a chain, and one of them.
fn of(session: &Session, chain_id: u64, name: &str) -> Result<(Names, EnsName), RpcError> {
    let name = name.parse()?;
    Ok((session.wallet().names(chain_id)?, name))
}

/// `ens.URI`.
#[derive(Debug, Default, JsonSchema, Serialize)]
#[schemars(rename = "ens.URI")]
#[serde(rename_all = "PascalCase")]
struct PageJson {
    scheme: String,
    host: String,
    path: String,
}

impl From<Resource> for PageJson {
    fn from(resource: Resource) -> Self {
        Self { scheme: resource.scheme.to_owned(), host: resource.host, path: resource.path }
    }
}
