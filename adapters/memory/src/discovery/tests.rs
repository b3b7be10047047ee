use status_ports::contracts::discovery::{TextZone, run_node_discovery, run_text_lookup};

use super::*;

#[async_trait]
impl TextZone for MemoryTextLookup {
    async fn set(&mut self, name: &str, texts: Vec<Vec<String>>) {
        Self::set(self, name, texts.into_iter().map(|strings| strings.concat()).collect());
    }

    async fn silence(&mut self) {
        self.set_silent(true);
    }

    async fn lookup(&mut self) -> Box<dyn TextLookup> {
        Box::new(self.clone())
    }
}

#[tokio::test]
async fn lookups_keep_the_contract() {
    run_text_lookup(&mut MemoryTextLookup::default()).await;
}

/// Something like a record: nobody signs it, and the key is what begins with the private one.
struct Unsigned;

impl RecordCodec for Unsigned {
    fn sign(&self, config: &NodeDiscoveryConfig) -> Option<Vec<u8>> {
        let key = [config.node_key.as_bytes().as_slice(), &[0]].concat();
        let port = config.tcp_port.unwrap_or_default().to_be_bytes();
        let mut fields = vec![("id".to_owned(), b"v4".to_vec()), ("tcp".to_owned(), port.to_vec())];
        fields.extend(config.fields.iter().cloned());
        fields.push(("secp256k1".to_owned(), key));
        let encode = |(name, value): (String, Vec<u8>)| match *value {
            [byte] => [name.as_bytes(), &[byte]].concat(),
            _ => [name.as_bytes(), &[0x80_u8.wrapping_add(value.len() as u8)], &value].concat(),
        };
        let record: Vec<u8> = fields.into_iter().flat_map(encode).collect();
        (record.len() <= 300 && config.node_key.as_bytes() != &[0; 32]).then_some(record)
    }

    fn name(&self, record: &[u8]) -> Option<Vec<u8>> {
        Some(record.last_chunk::<33>()?.to_vec())
    }
}

#[tokio::test]
async fn nodes_keep_the_contract() {
    run_node_discovery(&MemoryNodeDiscoveryStarter::new(Arc::new(Unsigned))).await;
}
