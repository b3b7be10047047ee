use std::collections::BTreeSet;

use status_ports::{
    EventPosition, EventSignature, GroupEventRecord, GroupMember, GroupRecord, GroupStore, InvitationRecord,
};

use super::{MemoryTransaction, Result};

impl GroupStore for MemoryTransaction {
    fn find_group(&mut self, chat_id: &str) -> Result<Option<GroupRecord>> {
        Ok(self.groups.get(chat_id).cloned())
    }

    fn groups_of(&mut self, chat_ids: &[String]) -> Result<Vec<GroupRecord>> {
        let ids: BTreeSet<&String> = chat_ids.iter().collect();
        Ok(ids.into_iter().filter_map(|id| self.groups.get(id)).cloned().collect())
    }

    fn save_group(&mut self, group: &GroupRecord) -> Result<()> {
        self.touch();
        self.groups.insert(group.chat_id.clone(), group.clone());
        Ok(())
    }

    fn group_members(&mut self, chat_id: &str) -> Result<Vec<GroupMember>> {
        Ok(self.groups.get(chat_id).map(|group| group.members.clone()).unwrap_or_default())
    }

    fn group_images_of(&mut self, chat_ids: &[String]) -> Result<Vec<(String, Vec<u8>)>> {
        let ids: BTreeSet<&String> = chat_ids.iter().collect();
        let image = |id: &String| Some((id.clone(), self.group_images.get(id)?.clone()));
        Ok(ids.into_iter().filter_map(image).collect())
    }

    fn save_group_image(&mut self, chat_id: &str, image: &[u8]) -> Result<()> {
        self.touch();
        self.group_images.insert(chat_id.to_owned(), image.to_vec());
        Ok(())
    }

    fn group_events(&mut self, chat_id: &str) -> Result<Vec<GroupEventRecord>> {
        let first = (chat_id.to_owned(), EventPosition { clock: 0, signature: [0; 65] });
        let last = (chat_id.to_owned(), EventPosition { clock: u64::MAX, signature: [u8::MAX; 65] });
        Ok(self.group_events.range(first..=last).map(|(_, event)| event.clone()).collect())
    }

    fn accepted_group_events_of(&mut self, chat_ids: &[String]) -> Result<Vec<(String, GroupEventRecord)>> {
        let mut found = Vec::new();
        for id in chat_ids.iter().collect::<BTreeSet<_>>() {
            let accepted = self.group_events(id)?.into_iter().filter(|event| event.is_accepted);
            found.extend(accepted.map(|event| (id.clone(), event)));
        }
        Ok(found)
    }

    fn known_group_events(&mut self, chat_id: &str, signatures: &[EventSignature]) -> Result<Vec<EventSignature>> {
        let wanted: BTreeSet<&EventSignature> = signatures.iter().collect();
        let kept = self.group_events(chat_id)?.into_iter().map(|event| event.position.signature);
        Ok(kept.filter(|signature| wanted.contains(signature)).collect())
    }

    fn save_group_events(&mut self, chat_id: &str, events: &[GroupEventRecord]) -> Result<()> {
        self.touch();
        for event in events {
            self.group_events.insert((chat_id.to_owned(), event.position), event.clone());
        }
        Ok(())
    }

    fn find_invitation(&mut self, id: &str) -> Result<Option<InvitationRecord>> {
        Ok(self.invitations.get(id).cloned())
    }

    fn invitations(&mut self) -> Result<Vec<InvitationRecord>> {
        Ok(self.invitations.values().cloned().collect())
    }

    fn save_invitation(&mut self, invitation: &InvitationRecord) -> Result<()> {
        self.touch();
        self.invitations.insert(invitation.id.clone(), invitation.clone());
        Ok(())
    }
}
