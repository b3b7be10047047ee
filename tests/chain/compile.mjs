// Compiles contracts.sol: prints {"Name": {"creation": "hex", "runtime": "hex"}, …}.
import { readFileSync } from "node:fs";
import solc from "solc";

const source = readFileSync(new URL("contracts.sol", import.meta.url), "utf8");
const input = {
  language: "Solidity",
  sources: { "contracts.sol": { content: source } },
  settings: {
    evmVersion: "paris",
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { "*": { "*": ["evm.bytecode.object", "evm.deployedBytecode.object"] } },
  },
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
const errors = (output.errors ?? []).filter((error) => error.severity === "error");
if (errors.length > 0) {
  console.error(errors.map((error) => error.formattedMessage).join("\n"));
  process.exit(1);
}
const contracts = Object.entries(output.contracts["contracts.sol"]).map(([name, { evm }]) => [
  name,
  { creation: evm.bytecode.object, runtime: evm.deployedBytecode.object },
]);
console.log(JSON.stringify(Object.fromEntries(contracts)));
