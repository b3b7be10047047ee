//! The process stops before and after each commit, so before and after each broadcast, and starts again.

use futures::future::join_all;
use status_domain::wallet::execution::CONFIRMATIONS;
use status_ports::TransactionState;

use super::world::{Death, World, request};

/// Sends so many at once, stops at a point, starts again: what was stored is on the chain once, the rest is not.
async fn stops_at(point: usize, count: u64) -> bool {
    let death = Death::after(point);
    let world = World::mortal(std::sync::Arc::clone(&death));
    let has_died = {
        let sending = async {
            join_all((0..count).map(|value| world.send(request(value)))).await;
            world.mine().await;
        };
        tokio::select! {
            () = death.came.notified() => true,
            () = sending => false,
        }
    };
    let world = world.restarted().await;
    world.rest().await;
    world.mine().await;
    world.mine_many(CONFIRMATIONS).await;
    world.mine().await;
    let mut signed: Vec<_> = world.rows().await.into_iter().map(|row| row.hash).collect();
    let mut mined = world.chain.mined();
    if !has_died {
        assert_eq!(mined.len() as u64, count);
    }
    signed.sort_unstable();
    mined.sort_unstable();
    assert_eq!(mined, signed, "stopped at {point}");
    for row in world.rows().await {
        assert!(matches!(row.state, TransactionState::Final { is_success: true, .. }), "{:?}", row.state);
    }
    assert_eq!(world.watchers(), 0, "nothing is followed when nothing is unfinished");
    has_died
}

#[tokio::test(start_paused = true)]
async fn a_crash_at_any_step_sends_nothing_twice_and_loses_nothing() {
    for count in [1, 3] {
        let mut point = 0;
        while stops_at(point, count).await {
            point += 1;
        }
        assert!(point as u64 >= 4 * count, "{point} points were tried");
    }
}
