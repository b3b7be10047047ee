use status_ports::{NotificationExemption, NotificationExemptionStore};

use super::{MemoryTransaction, Result};

impl NotificationExemptionStore for MemoryTransaction {
    fn find_notification_exemption(&mut self, id: &str) -> Result<Option<NotificationExemption>> {
        Ok(self.notification_exemptions.get(id).cloned())
    }

    fn save_notification_exemption(&mut self, exemption: &NotificationExemption) -> Result<()> {
        self.touch();
        self.notification_exemptions.insert(exemption.id.clone(), exemption.clone());
        Ok(())
    }

    fn delete_notification_exemption(&mut self, id: &str) -> Result<()> {
        self.touch();
        self.notification_exemptions.remove(id);
        Ok(())
    }
}
