use diesel::prelude::*;
use status_ports::{TokenBalanceRecord, TokenBalanceStore};

use super::SqlWalletTransaction;
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::wallet::token_balances::dsl;

type Row = (Bytes<20>, U64, Bytes<20>, Bytes<32>, U64);

fn record((account, chain_id, token, balance, read_at): Row) -> TokenBalanceRecord {
    TokenBalanceRecord {
        account: account.0,
        chain_id: chain_id.0,
        token: token.0,
        balance: ruint::aliases::U256::from_be_bytes(balance.0),
        read_at: read_at.0,
    }
}

impl TokenBalanceStore for SqlWalletTransaction<'_> {
    fn token_balances(&mut self, accounts: &[[u8; 20]]) -> Result<Vec<TokenBalanceRecord>> {
        let wanted: Vec<&[u8]> = accounts.iter().map(|account| &account[..]).collect();
        let rows = dsl::token_balances.filter(dsl::account.eq_any(wanted));
        let rows = rows.order((dsl::account, dsl::chain_id, dsl::token));
        Ok(rows.load::<Row>(self.connection).or_storage_error()?.into_iter().map(record).collect())
    }

    fn save_token_balances(&mut self, balances: &[TokenBalanceRecord]) -> Result<()> {
        let row = |balance: &TokenBalanceRecord| {
            (
                dsl::account.eq(balance.account.to_vec()),
                dsl::chain_id.eq(U64(balance.chain_id)),
                dsl::token.eq(balance.token.to_vec()),
                dsl::balance.eq(balance.balance.to_be_bytes_vec()),
                dsl::read_at.eq(U64(balance.read_at)),
            )
        };
        let rows: Vec<_> = balances.iter().map(row).collect();
        diesel::replace_into(dsl::token_balances).values(rows).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn delete_token_balances(&mut self, account: &[u8; 20]) -> Result<()> {
        let rows = dsl::token_balances.filter(dsl::account.eq(&account[..]));
        diesel::delete(rows).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}
