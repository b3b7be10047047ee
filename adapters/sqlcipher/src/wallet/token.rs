use diesel::prelude::*;
use status_ports::{CustomTokenRecord, TokenStore};

use super::SqlWalletTransaction;
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::wallet::custom_tokens::dsl;

type Row = (U64, Bytes<20>, String, String, U32, Option<String>, bool);

fn record((chain_id, address, name, symbol, decimals, community_id, is_added): Row) -> Result<CustomTokenRecord> {
    let decimals = u8::try_from(decimals.0).map_err(|_| corrupt("decimals of a token"))?;
    Ok(CustomTokenRecord { chain_id: chain_id.0, address: address.0, name, symbol, decimals, community_id, is_added })
}

impl TokenStore for SqlWalletTransaction<'_> {
    fn custom_tokens(&mut self) -> Result<Vec<CustomTokenRecord>> {
        let rows = dsl::custom_tokens.order((dsl::chain_id, dsl::address));
        rows.load::<Row>(self.connection).or_storage_error()?.into_iter().map(record).collect()
    }

    fn find_custom_token(&mut self, chain_id: u64, address: &[u8; 20]) -> Result<Option<CustomTokenRecord>> {
        let row = dsl::custom_tokens.find((U64(chain_id), &address[..]));
        row.first::<Row>(self.connection).optional().or_storage_error()?.map(record).transpose()
    }

    fn save_custom_token(&mut self, token: &CustomTokenRecord) -> Result<()> {
        let row = (
            dsl::chain_id.eq(U64(token.chain_id)),
            dsl::address.eq(&token.address[..]),
            dsl::name.eq(&token.name),
            dsl::symbol.eq(&token.symbol),
            dsl::decimals.eq(U32(token.decimals.into())),
            dsl::community_id.eq(&token.community_id),
            dsl::is_added.eq(token.is_added),
        );
        diesel::replace_into(dsl::custom_tokens).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn delete_custom_token(&mut self, chain_id: u64, address: &[u8; 20]) -> Result<()> {
        let row = dsl::custom_tokens.find((U64(chain_id), &address[..]));
        diesel::delete(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}
