// Compiles Token.sol to token.hex: npm install solc@0.8.30 && node compile.js
const fs = require("fs"), path = require("path"), solc = require("solc");
const source = fs.readFileSync(path.join(__dirname, "Token.sol"), "utf8");
const settings = {
  evmVersion: "paris", viaIR: true, optimizer: { enabled: true, runs: 200 }, metadata: { bytecodeHash: "none" },
  outputSelection: { "*": { "*": ["evm.deployedBytecode.object"] } },
};
const input = { language: "Solidity", sources: { "Token.sol": { content: source } }, settings };
const output = JSON.parse(solc.compile(JSON.stringify(input)));
for (const problem of output.errors ?? []) console.error(problem.formattedMessage);
fs.writeFileSync(path.join(__dirname, "token.hex"), output.contracts["Token.sol"].Token.evm.deployedBytecode.object + "\n");
