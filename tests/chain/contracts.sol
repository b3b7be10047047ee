// SPDX-License-Identifier: MPL-2.0
// Contracts for tests: small ones that do what those of the main chain do, and some that do not.
pragma solidity ^0.8.20;

/// An ERC-20 token whose whole supply is its creator's.
contract Token {
    string public name;
    string public symbol;
    uint8 public decimals;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    constructor(string memory name_, string memory symbol_, uint8 decimals_, uint256 supply) {
        name = name_;
        symbol = symbol_;
        decimals = decimals_;
        totalSupply = supply;
        balanceOf[msg.sender] = supply;
        emit Transfer(address(0), msg.sender, supply);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        move(msg.sender, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        require(allowed >= value, "allowance exceeded");
        if (allowed != type(uint256).max) allowance[from][msg.sender] = allowed - value;
        move(from, to, value);
        return true;
    }

    function move(address from, address to, uint256 value) internal {
        require(balanceOf[from] >= value, "balance exceeded");
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}

/// A token as the first ones were: it moves, and says nothing.
contract SilentToken {
    mapping(address => uint256) public balanceOf;
    uint8 public constant decimals = 6;

    constructor() {
        balanceOf[msg.sender] = 1_000_000_000;
    }

    function transfer(address to, uint256 value) external {
        require(balanceOf[msg.sender] >= value);
        balanceOf[msg.sender] -= value;
        balanceOf[to] += value;
    }
}

/// Refuses whatever it is asked, and says so.
contract RevertingToken {
    fallback() external payable {
        revert("not today");
    }
}

/// Has more decimals than a number of them can be, and a balance that does not fit.
contract LyingToken {
    function decimals() external pure returns (uint256) {
        return type(uint256).max;
    }

    function balanceOf(address) external pure returns (bytes memory) {
        return new bytes(1000);
    }
}

/// Many calls in one, as at 0xcA11bde05977b3631167028862bE2a173976CA11 of most chains.
contract Multicall3 {
    struct Call3 {
        address target;
        bool allowFailure;
        bytes callData;
    }

    struct Result {
        bool success;
        bytes returnData;
    }

    function aggregate3(Call3[] calldata calls) external payable returns (Result[] memory results) {
        results = new Result[](calls.length);
        for (uint256 i = 0; i < calls.length; i++) {
            (results[i].success, results[i].returnData) = calls[i].target.call(calls[i].callData);
            require(results[i].success || calls[i].allowFailure, "Multicall3: call failed");
        }
    }

    function getEthBalance(address account) external view returns (uint256) {
        return account.balance;
    }

    function getBlockNumber() external view returns (uint256) {
        return block.number;
    }
}

/// Who owns names of ENS, and what knows about them.
contract EnsRegistry {
    struct Record {
        address owner;
        address resolver;
    }

    mapping(bytes32 => Record) records;

    constructor() {
        records[0].owner = msg.sender;
    }

    modifier onlyOwner(bytes32 node) {
        require(records[node].owner == msg.sender, "not the owner");
        _;
    }

    function owner(bytes32 node) external view returns (address) {
        return records[node].owner;
    }

    function resolver(bytes32 node) external view returns (address) {
        return records[node].resolver;
    }

    function setOwner(bytes32 node, address owner_) external onlyOwner(node) {
        records[node].owner = owner_;
    }

    function setSubnodeOwner(bytes32 node, bytes32 label, address owner_) external onlyOwner(node) returns (bytes32) {
        bytes32 subnode = keccak256(abi.encodePacked(node, label));
        records[subnode].owner = owner_;
        return subnode;
    }

    function setResolver(bytes32 node, address resolver_) external onlyOwner(node) {
        records[node].resolver = resolver_;
    }
}

/// What a name of ENS stands for.
contract EnsResolver {
    struct PublicKey {
        bytes32 x;
        bytes32 y;
    }

    EnsRegistry immutable registry;
    mapping(bytes32 => address) public addr;
    mapping(bytes32 => PublicKey) public pubkey;
    mapping(bytes32 => bytes) public contenthash;

    constructor(EnsRegistry registry_) {
        registry = registry_;
    }

    modifier onlyOwner(bytes32 node) {
        require(registry.owner(node) == msg.sender, "not the owner");
        _;
    }

    function setAddr(bytes32 node, address value) external onlyOwner(node) {
        addr[node] = value;
    }

    function setPubkey(bytes32 node, bytes32 x, bytes32 y) external onlyOwner(node) {
        pubkey[node] = PublicKey(x, y);
    }

    function setContenthash(bytes32 node, bytes calldata value) external onlyOwner(node) {
        contenthash[node] = value;
    }
}

/// Sells names below a node for a token, as the registrar of usernames does, and gives the price back on release.
contract EnsRegistrar {
    Token public immutable token;
    EnsRegistry public immutable ensRegistry;
    EnsResolver public immutable resolver;
    bytes32 public immutable ensNode;
    uint256 public immutable price;
    mapping(bytes32 => address) accountOwner;

    constructor(Token token_, EnsRegistry registry_, EnsResolver resolver_, bytes32 node, uint256 price_) {
        token = token_;
        ensRegistry = registry_;
        resolver = resolver_;
        ensNode = node;
        price = price_;
    }

    function getPrice() external view returns (uint256) {
        return price;
    }

    function getAccountOwner(bytes32 label) external view returns (address) {
        return accountOwner[label];
    }

    function register(bytes32 label, address account, bytes32 x, bytes32 y) external returns (bytes32 node) {
        require(accountOwner[label] == address(0), "taken");
        require(token.transferFrom(msg.sender, address(this), price), "not paid");
        accountOwner[label] = msg.sender;
        node = ensRegistry.setSubnodeOwner(ensNode, label, address(this));
        ensRegistry.setResolver(node, address(resolver));
        if (account != address(0)) resolver.setAddr(node, account);
        if (x != 0 || y != 0) resolver.setPubkey(node, x, y);
        ensRegistry.setOwner(node, msg.sender);
    }

    function release(bytes32 label) external {
        require(accountOwner[label] == msg.sender, "not the owner");
        delete accountOwner[label];
        ensRegistry.setSubnodeOwner(ensNode, label, address(0));
        require(token.transfer(msg.sender, price), "not paid back");
    }
}
