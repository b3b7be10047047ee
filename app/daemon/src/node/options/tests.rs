use clap::Parser;

use super::*;

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    options: NodeOptions,
}

fn settings(arguments: &[&str]) -> Result<Settings, String> {
    let command = Command::try_parse_from([&["node"], arguments].concat()).map_err(|error| error.to_string())?;
    Settings::new(command.options)
}

fn with_file(text: &str, arguments: &[&str]) -> Result<Settings, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.toml");
    std::fs::write(&path, text).unwrap();
    settings(&[&["--config", path.to_str().unwrap()], arguments].concat())
}

#[test]
fn the_example_says_what_holds_without_it() {
    let example = with_file(&config_file::example(), &[]).unwrap();
    assert_eq!(format!("{example:?}"), format!("{:?}", Settings::default()));
    // What is commented out can be switched on.
    let all = config_file::example().replace("# node-key-file", "node-key-file").replace("# metrics", "metrics");
    let all = all.replace("# nameserver", "nameserver").replace("    # \"", "    \"");
    let all = with_file(&all, &[]).unwrap();
    assert_eq!(all.static_nodes.len(), 1);
    assert!(all.metrics.is_some() && all.node_key_file.is_some() && all.nameserver.is_some());
    assert_eq!((all.bootstrap.len(), all.dns_discovery.len()), (1, 1));
}

#[test]
fn the_command_line_goes_before_the_file() {
    let file = "cluster = 17\nshards = [1]\nretention-time = \"1h\"\n";
    let settings = with_file(file, &["--shards", "2,3", "--retention-size", "1MiB"]).unwrap();
    assert_eq!((settings.cluster, settings.shards.as_slice()), (17, &[2, 3][..]));
    assert_eq!((settings.retention_time.0.as_secs(), settings.retention_size.0), (3_600, 1 << 20));
}

#[test]
fn addresses_become_multiaddresses() {
    let machine = settings(&["--tcp", "[::1]:1", "--ws", "127.0.0.1:2"]).unwrap().machine();
    assert_eq!(machine.listen, ["/ip6/::1/tcp/1", "/ip4/127.0.0.1/tcp/2/ws"]);
    assert_eq!(settings(&["--ws", "off"]).unwrap().machine().listen, ["/ip4/0.0.0.0/tcp/60000"]);
}

#[test]
fn a_node_that_was_told_no_other_is_the_whole_network() {
    assert!(settings(&[]).unwrap().machine().service.is_whole_network);
    for other in ["--static-node", "--bootstrap", "--dns-discovery"] {
        assert!(!settings(&[other, "somewhere"]).unwrap().machine().service.is_whole_network);
    }
}

#[test]
fn what_is_wrong_is_named_with_what_to_do() {
    for (file, told) in [
        ("unknown = 1", "unknown field `unknown`"),
        ("retention-time = \"long\"", "30d"),
        ("tcp = \"60000\"", "0.0.0.0:60000"),
        ("shards = []", "such as 32"),
        ("shards = [1024]", "0 to 1023"),
        ("tcp = \"off\"\nws = \"off\"", "leave one of them on"),
        ("cluster = 65536", "line 1"),
        ("discv5-udp = 65536", "65535"),
    ] {
        let error = with_file(file, &[]).unwrap_err();
        assert!(error.contains(told), "{file}: {error}");
    }
    assert!(settings(&["--config", "/no/such/file"]).unwrap_err().contains("--print-config"));
    assert!(settings(&["--retention-size", "big"]).unwrap_err().contains("10GiB"));
}
