//! Services of market data, honest and hostile.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What a service answers to the target of a request; `None` says nothing, ever.
pub(super) type Service = fn(&str) -> Option<String>;

/// Listens on the loopback interface until the runtime of the test ends. Returns the origin and the heads of requests.
pub(super) async fn start(service: Service) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::<Mutex<Vec<String>>>::default();
    let seen = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let seen = Arc::clone(&seen);
            tokio::spawn(async move { drop(serve(stream, service, &seen).await) });
        }
    });
    (origin, requests)
}

async fn serve(mut stream: TcpStream, service: Service, seen: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(head).unwrap();
    let target = head.split(' ').nth(1).unwrap().to_owned();
    seen.lock().unwrap().push(head);
    match service(&target) {
        Some(answer) => stream.write_all(answer.as_bytes()).await?,
        None => std::future::pending().await,
    }
    stream.shutdown().await
}

pub(super) fn with_status(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
}

fn ok(body: &str) -> Option<String> {
    Some(with_status("200 OK", "", body))
}

/// Whether a list in the query has this name.
fn asks(target: &str, parameter: &str, name: &str) -> bool {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let list = query.split('&').find_map(|pair| pair.strip_prefix(parameter)?.strip_prefix('='));
    list.is_some_and(|list| list.split("%2C").any(|known| known == name))
}

/// The entries of a JSON object that were asked for.
fn object(target: &str, parameter: &str, entries: &[(&str, &str)]) -> String {
    let asked = entries.iter().filter(|(name, _)| asks(target, parameter, name));
    let asked: Vec<String> = asked.map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", asked.join(","))
}

/// CryptoCompare with the market of the contract.
pub(super) fn cryptocompare(target: &str) -> Option<String> {
    let path = target.split('?').next().unwrap();
    match path {
        "/data/pricemulti" => {
            let prices = [("ETH", r#"{"USD":2000.5,"EUR":1800}"#), ("SNT", r#"{"USD":0.025}"#)];
            ok(&object(target, "fsyms", &prices))
        }
        "/data/pricemultifull" => {
            let values = r#"{"USD":{"MKTCAP":240000000000,"HIGHDAY":2100,"LOWDAY":1900.0,"CHANGEPCTHOUR":-0.5,
                "CHANGEPCTDAY":"1.5","CHANGEPCT24HOUR":2,"CHANGE24HOUR":40,"FROMSYMBOL":"ETH","TOPTIERVOLUME":null}}"#;
            let raw = object(target, "fsyms", &[("ETH", values)]);
            ok(&format!(r#"{{"RAW":{raw},"DISPLAY":{{}}}}"#))
        }
        "/data/all/coinlist" => ok(r#"{"Response":"Success","Message":"Coin list","Data":{
                "42":{"Id":"1","Symbol":"42","CoinName":"42 Coin","Taxonomy":{"Access":""}},
                "ETH":{"Id":"7605","Symbol":"ETH","CoinName":"Ethereum","Description":"A chain","TotalCoinsMined":null,
                "AssetLaunchDate":"2015-07-30","AssetWebsiteUrl":"https://ethereum.org","BuiltOn":"","Rating":{}}},
                "HasWarning":false}"#),
        "/data/v2/histoday" | "/data/v2/histohour" => ok(r#"{"Response":"Success","Data":{"Aggregated":false,"Data":[
                {"time":1700000000,"high":1,"close":1980},{"time":1700086400,"close":1990},
                {"time":1700172800,"close":2000.5}]}}"#),
        _ => Some(with_status("404 Not Found", "", "{}")),
    }
}

/// CoinGecko with the market of the contract, and a coin that takes the symbol of another.
pub(super) fn coingecko(target: &str) -> Option<String> {
    let path = target.split('?').next().unwrap();
    match path {
        "/coins/list" => {
            ok(r#"[{"id":"false-ether","symbol":"eth","name":"Not Ethereum","platforms":{"ethereum":"0x01"}},
                {"id":"ethereum","symbol":"eth","name":"Ethereum","platforms":{}},
                {"id":"status","symbol":"snt","name":"Status","platforms":{"ethereum":"0x02"}},
                {"id":"../coins","symbol":"bad","name":"Path","platforms":{"ethereum":null}}]"#)
        }
        "/simple/price" => {
            let prices = [("ethereum", r#"{"usd":2000.5,"eur":1800}"#), ("status", r#"{"usd":0.025}"#)];
            ok(&object(target, "ids", &prices))
        }
        "/coins/markets" => {
            ok(r#"[{"id":"ethereum","symbol":"eth","market_cap":240000000000,"high_24h":2100,"low_24h":1900,
                "price_change_24h":40,"price_change_percentage_24h":2,"price_change_percentage_1h_in_currency":-0.5,
                "roi":null}]"#)
        }
        "/coins/ethereum/market_chart" => {
            ok(r#"{"prices":[[1700000000000,1980],[1700086400000,1990],[1700172800000,2000.5]],"market_caps":[]}"#)
        }
        _ => Some(with_status("404 Not Found", "", "{}")),
    }
}
