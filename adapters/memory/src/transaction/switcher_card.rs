use status_ports::{SwitcherCardRecord, SwitcherCardStore};

use super::{MemoryTransaction, Result};

impl SwitcherCardStore for MemoryTransaction {
    fn switcher_cards(&mut self) -> Result<Vec<SwitcherCardRecord>> {
        let mut cards: Vec<_> = self.switcher_cards.values().cloned().collect();
        cards.sort_by(|a, b| (b.clock, &b.card_id).cmp(&(a.clock, &a.card_id)));
        Ok(cards)
    }

    fn save_switcher_card(&mut self, card: &SwitcherCardRecord) -> Result<()> {
        self.touch();
        self.switcher_cards.insert(card.card_id.clone(), card.clone());
        Ok(())
    }

    fn delete_switcher_card(&mut self, card_id: &str) -> Result<()> {
        self.touch();
        self.switcher_cards.remove(card_id);
        Ok(())
    }
}
