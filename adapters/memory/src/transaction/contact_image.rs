use status_ports::{CompressedKey, ContactImageRecord, ContactImageStore};

use super::{MemoryTransaction, Result};

impl ContactImageStore for MemoryTransaction {
    fn contact_images(&mut self) -> Result<Vec<ContactImageRecord>> {
        Ok(self.contact_images.values().cloned().collect())
    }

    fn contact_images_of(&mut self, contacts: &[CompressedKey]) -> Result<Vec<ContactImageRecord>> {
        Ok(self.contact_images.values().filter(|image| contacts.contains(&image.contact)).cloned().collect())
    }

    fn find_contact_image(&mut self, contact: &CompressedKey, name: &str) -> Result<Option<ContactImageRecord>> {
        Ok(self.contact_images.get(&(*contact, name.to_owned())).cloned())
    }

    fn save_contact_image(&mut self, image: &ContactImageRecord) -> Result<()> {
        self.touch();
        self.contact_images.insert((image.contact, image.name.clone()), image.clone());
        Ok(())
    }

    fn remove_contact_images(&mut self, contact: &CompressedKey) -> Result<bool> {
        let before = self.contact_images.len();
        self.contact_images.retain(|(owner, _), _| owner != contact);
        let removed = self.contact_images.len() != before;
        if removed {
            self.touch();
        }
        Ok(removed)
    }
}
