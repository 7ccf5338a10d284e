#include "bench/overhead/options.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "runner/options.h"

namespace wfx {
namespace {

struct Part {
  std::string_view name, doc;
};
constexpr auto kParts = std::to_array<Part>({
    {"chain", "the engine against a raw chained loop on the same handle, and the depth it keeps"},
    {"write", "its own cost of a write, on a system whose writes take no time"},
    {"samples", "time and memory of 10 million samples"},
    {"percentiles", "their error against sorted arrays"},
    {"records", "a record of 10,000 results written, read, reported"},
    {"start", "from the start of wfx-bench to its end for one write, against a minimal program"},
});

std::string Names() {
  std::string names;
  for (const Part& part : kParts) names += (names.empty() ? "" : ", ") + std::string(part.name);
  return names;
}

void TakePart(OverheadOptions& options, const std::string& name) {
  if (std::ranges::find(kParts, name, &Part::name) == kParts.end())
    throw UsageError("--only: there is no part \"" + name + "\"; there are " + Names());
  options.parts.push_back(name);
}

// As wfx-bench reads them, so that every name of a system is read once.
void TakeSystem(OverheadOptions& options, const std::string& value) {
  static constexpr Program kProgram{
      .name = "wfx-overhead", .purpose = "", .framework = "--benchmark_", .measures = true};
  const std::vector<std::string> words{"--system", value};
  options.system = ParseOptions(kProgram, words).system;
}

}  // namespace

OverheadOptions ParseOverheadOptions(const std::vector<std::string>& arguments) {
  OverheadOptions options;
  options.system = "kernel32";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string name = arguments[i], value;
    const std::size_t equals = name.find('=');
    const bool has_value = equals != name.npos;
    if (has_value) value = name.substr(equals + 1);
    name.resize(std::min(equals, name.size()));
    if (name == "--help" || name == "--quick") {
      if (has_value) throw UsageError(name + " takes no value");
      (name == "--help" ? options.help : options.is_quick) = true;
      continue;
    }
    if (name != "--system" && name != "--target" && name != "--json" && name != "--only")
      throw UsageError("there is no option " + name + "; --help lists them");
    if (!has_value && ++i == arguments.size()) throw UsageError(name + " needs a value");
    if (!has_value) value = arguments[i];
    if (value.empty()) throw UsageError(name + " needs a value");
    if (name == "--system") TakeSystem(options, value);
    if (name == "--target") options.target = value;
    if (name == "--json") options.json = value;
    if (name == "--only") TakePart(options, value);
  }
  return options;
}

std::string OverheadHelp() {
  std::string text =
      "Measures what the harness itself costs: one table of figures and targets.\n"
      "\n"
      "usage: wfx-overhead [--only PART]... [--system NAME] [--target DIR] [--json FILE] "
      "[--quick]\n"
      "\n"
      "  --only PART     one of these; repeatable, otherwise all\n";
  for (const Part& part : kParts)
    text += "    " + std::string(part.name) + std::string(12 - part.name.size(), ' ') +
            std::string(part.doc) + "\n";
  return text +
         "  --system NAME   kernel32, or model with --only chain to try it anywhere\n"
         "  --target DIR    where its files are made; otherwise a fresh temporary folder\n"
         "  --json FILE     the rows for machines\n"
         "  --quick         tries everything quickly and judges nothing\n"
         "\n"
         "ends 0: every target is met; 1: one is missed; 2: it could not measure; 3: a row is "
         "void,\n"
         "its A/A being off by more than 1 %\n";
}

bool Wants(const OverheadOptions& options, const std::string& part) {
  return options.parts.empty() || std::ranges::find(options.parts, part) != options.parts.end();
}

}  // namespace wfx
