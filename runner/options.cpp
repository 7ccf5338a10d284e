#include "runner/options.h"

#include <algorithm>

#include "runner/options_check.h"
#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

using Who = OptionFacts::Who;

bool Has(const Program& program, const OptionFacts& option) {
  return option.who == Who::kBoth || (option.who == Who::kBench) == program.measures;
}

const OptionFacts& FindOption(const Program& program, std::string_view name) {
  std::vector<std::string_view> known;
  for (const OptionFacts& option : AllOptions()) {
    if (!Has(program, option)) continue;
    if (option.name == name) return option;
    if (option.take != nullptr) known.push_back(option.name);
  }
  const std::string_view closest = Nearest(name, known);
  throw UsageError(
      "unknown option " + std::string(name) +
      (closest.empty() ? "; --help lists them" : "; did you mean " + std::string(closest) + "?"));
}

}  // namespace

Options ParseOptions(const Program& program, std::span<const std::string> arguments) {
  Options options;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i, ++taken) {
    const std::string& argument = arguments[i];
    if (argument.starts_with(program.framework)) {
      options.framework.push_back(argument);
      continue;
    }
    if (!argument.starts_with("-"))
      throw UsageError("unexpected argument \"" + argument + "\"; options begin with --");
    const std::size_t equals = std::min(argument.find('='), argument.size());
    const OptionFacts& option = FindOption(program, std::string_view(argument).substr(0, equals));
    const std::string name(option.name);
    if (option.take == nullptr) throw UsageError(name + " is not part of this build yet");
    if (option.argument.empty()) {
      if (equals != argument.size()) throw UsageError(name + " takes no value");
      option.take(options, "");
      if (option.selects) options.rerun.push_back(name);
      continue;
    }
    const bool apart = equals == argument.size();
    if (apart && i + 1 == arguments.size())
      throw UsageError(name + " needs a value: " + std::string(option.argument));
    const std::string value = apart ? arguments[++i] : argument.substr(equals + 1);
    if (value.empty()) throw UsageError(name + " needs a value: " + std::string(option.argument));
    option.take(options, value);
    if (option.selects) options.rerun.insert(options.rerun.end(), {name, value});
  }
  if (options.system.empty()) options.system = "kernel32";
  CheckTogether(options, taken);
  return options;
}

std::string HelpText(const Program& program) {
  std::string text =
      std::string(program.purpose) + "\n\n" + std::string(program.name) + " [OPTION]...\n\n";
  const auto head = [](const OptionFacts& option) {
    return "  " + std::string(option.name) +
           (option.argument.empty() ? "" : " " + std::string(option.argument));
  };
  std::size_t width = 0;
  const auto shown = [&](const OptionFacts& option) {
    return Has(program, option) && option.take != nullptr;
  };
  for (const OptionFacts& option : AllOptions()) {
    if (shown(option)) width = std::max(width, head(option).size());
  }
  for (const OptionFacts& option : AllOptions()) {
    if (!shown(option)) continue;
    std::string line = head(option);
    line.resize(width + 2, ' ');
    text += line + std::string(option.doc) + "\n";
  }
  text += "\nOptions that begin with " + std::string(program.framework) + " are passed on; " +
          std::string(program.framework) +
          "help lists them.\nExit codes: 0 held; 1 failed; 2 wrong usage or input; 4 nothing was "
          "selected.\n";
  return text;
}

}  // namespace wfx
