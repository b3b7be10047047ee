//! The contract of [`ContactImageStore`].

use crate::{CompressedKey, ContactImageRecord, ContactImageStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn ContactImageStore>) {
    a_picture_comes_back_whole_and_is_replaced(&mut *make());
    pictures_of_many_are_read_at_once(&mut *make());
    all_pictures_of_somebody_are_removed(&mut *make());
}

const ALICE: CompressedKey = [2; 33];
const BOBBY: CompressedKey = [3; 33];

fn image(contact: CompressedKey, name: &str) -> ContactImageRecord {
    ContactImageRecord { contact, name: name.to_owned(), clock: u64::MAX, payload: vec![0xff, 0xd8, 0xff] }
}

fn a_picture_comes_back_whole_and_is_replaced(store: &mut dyn ContactImageStore) {
    assert_eq!(store.contact_images().unwrap(), []);
    assert_eq!(store.find_contact_image(&ALICE, "large").unwrap(), None);
    for (contact, name) in [(BOBBY, "large"), (ALICE, "thumbnail"), (ALICE, "large")] {
        store.save_contact_image(&image(contact, name)).unwrap();
    }
    let changed = ContactImageRecord { clock: 7, payload: vec![1], ..image(ALICE, "large") };
    store.save_contact_image(&changed).unwrap();
    assert_eq!(store.find_contact_image(&ALICE, "large").unwrap(), Some(changed.clone()));
    assert_eq!(store.find_contact_image(&ALICE, "banner").unwrap(), None);
    assert_eq!(store.contact_images().unwrap(), [changed, image(ALICE, "thumbnail"), image(BOBBY, "large")]);
}

fn pictures_of_many_are_read_at_once(store: &mut dyn ContactImageStore) {
    store.save_contact_image(&image(ALICE, "large")).unwrap();
    store.save_contact_image(&image(ALICE, "thumbnail")).unwrap();
    store.save_contact_image(&image(BOBBY, "large")).unwrap();
    assert_eq!(store.contact_images_of(&[]).unwrap(), []);
    assert_eq!(store.contact_images_of(&[[9; 33]]).unwrap(), []);
    assert_eq!(store.contact_images_of(&[BOBBY, [9; 33], BOBBY]).unwrap(), [image(BOBBY, "large")]);
    assert_eq!(store.contact_images_of(&[BOBBY, ALICE]).unwrap().len(), 3);
}

fn all_pictures_of_somebody_are_removed(store: &mut dyn ContactImageStore) {
    store.save_contact_image(&image(ALICE, "large")).unwrap();
    store.save_contact_image(&image(ALICE, "thumbnail")).unwrap();
    store.save_contact_image(&image(BOBBY, "large")).unwrap();
    assert!(store.remove_contact_images(&ALICE).unwrap());
    assert!(!store.remove_contact_images(&ALICE).unwrap());
    assert_eq!(store.contact_images().unwrap(), [image(BOBBY, "large")]);
}
