use super::*;

fn at(block: u64, transfer: Transfer) -> Transfer {
    let mut transfer = Transfer { id: word(block), ..transfer };
    transfer.block.number = block;
    transfer
}

#[test]
fn how_a_payment_went_is_told_as_its_account_sees_it() {
    let (given, got) = (transfer(ME, OTHER, 1), transfer(OTHER, ME, 1));
    assert_eq!(PaymentState::of(&given), PaymentState::Outbound);
    assert_eq!(PaymentState::of(&got), PaymentState::Inbound);
    assert_eq!(PaymentState::of(&transfer(ME, ME, 1)), PaymentState::Inbound);
    assert_eq!(PaymentState::of(&Transfer { is_success: false, ..given }), PaymentState::Failed);
}

#[test]
fn of_many_payments_the_newest_of_each_account_are_told_and_none_of_before() {
    let mut transfers: Vec<Transfer> = (1..=30).rev().map(|block| at(block, transfer(OTHER, ME, 1))).collect();
    transfers.push(Transfer { account: OTHER, ..at(6, transfer(OTHER, ME, 1)) });
    let blocks = |known, account| -> Vec<u64> {
        let told = told_payments(&transfers, known);
        told.into_iter().filter(|told| told.account == account).map(|told| told.block.number).collect()
    };
    assert_eq!(blocks(5, ME), (11..=30).collect::<Vec<_>>());
    assert_eq!(blocks(5, OTHER), [6]);
    assert_eq!(blocks(28, ME), [29, 30]);
    assert!(blocks(30, ME).is_empty());
}
