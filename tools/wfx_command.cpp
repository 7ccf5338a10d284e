#include "tools/wfx_command.h"

#include <algorithm>
#include <array>

#include "runner/scenario/spelling.h"
#include "wfx_version.h"

namespace wfx {
namespace {

constexpr CommandOption kHelpOption{"--help", "", "prints this"};

// Lines of "  left  right", the right parts below each other.
std::string Columns(const std::vector<std::pair<std::string, std::string>>& rows) {
  std::size_t width = 0;
  for (const auto& [left, right] : rows) width = std::max(width, left.size());
  std::string text;
  for (const auto& [left, right] : rows)
    text += "  " + left + std::string(width - left.size() + 2, ' ') + right + "\n";
  return text;
}

std::string Usage(const Command& command) {
  std::string usage = "wfx " + std::string(command.name);
  if (!command.words.empty()) usage += " " + std::string(command.words);
  return usage + (command.options.empty() ? "" : " [OPTION...]");
}

const CommandOption& FindOption(const Command& command, const std::string& name) {
  std::vector<std::string_view> known{kHelpOption.name};
  for (const CommandOption& option : command.options) {
    if (option.name == name) return option;
    known.push_back(option.name);
  }
  throw BadRequest("wfx " + std::string(command.name) + " has no option " + name +
                   Suggestion(name, known, "options"));
}

const Command& FindCommand(const std::string& name) {
  std::vector<std::string_view> known;
  for (const Command* command : AllCommands()) {
    if (command->name == name) return *command;
    known.push_back(command->name);
  }
  throw BadRequest("there is no command \"" + name + "\"" + Suggestion(name, known, "commands"));
}

bool IsHelp(const std::string& argument) { return argument == "--help" || argument == "-h"; }

ExitCode Answer(std::span<const std::string> arguments, std::ostream& out, std::ostream& err) {
  if (arguments.empty()) {
    err << HelpText();
    return kUsage;
  }
  if (IsHelp(arguments[0]) || arguments[0] == "help") {
    out << HelpText();
    return kHeld;
  }
  if (arguments[0] == "--version") {
    out << "wfx " WFX_VERSION " (commit " WFX_COMMIT ")\n";
    return kHeld;
  }
  const Command& command = FindCommand(arguments[0]);
  const std::span<const std::string> rest = arguments.subspan(1);
  if (std::any_of(rest.begin(), rest.end(), IsHelp)) {
    out << HelpText(command);
    return kHeld;
  }
  return command.run(ReadRequest(command, rest, out, err));
}

}  // namespace

const CommandOption kScenariosOption{"--scenarios", "DIR",
                                     "a folder of scenarios; default: scenarios", true};

std::span<const Command* const> AllCommands() {
  static const std::array<const Command*, 10> kAll{
      &kCheckCommand,  &kListCommand,  &kExplainCommand, &kNewCommand,  &kCoverageCommand,
      &kReportCommand, &kJudgeCommand, &kCompareCommand, &kGateCommand, &kBaselineCommand};
  return kAll;
}

std::vector<std::string> Request::All(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() ? std::vector<std::string>() : found->second;
}

std::string Request::One(std::string_view option, const std::string& absent) const {
  const auto found = options.find(option);
  return found == options.end() ? absent : found->second.back();
}

Request ReadRequest(const Command& command, std::span<const std::string> arguments,
                    std::ostream& out, std::ostream& err) {
  Request request{{}, {}, out, err};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!arguments[i].starts_with("-")) {
      request.words.push_back(arguments[i]);
      continue;
    }
    const std::size_t equals = arguments[i].find('=');
    const std::string name = arguments[i].substr(0, equals);
    const CommandOption& option = FindOption(command, name);
    std::vector<std::string>& values = request.options[name];
    if (option.argument.empty()) {
      if (equals != std::string::npos) throw BadRequest(name + " takes no value");
      values.emplace_back();
      continue;
    }
    if (equals == std::string::npos && i + 1 == arguments.size())
      throw BadRequest(name + " needs a value: " + name + " " + std::string(option.argument));
    values.push_back(equals == std::string::npos ? arguments[++i]
                                                 : arguments[i].substr(equals + 1));
    if (values.size() > 1 && !option.repeatable)
      throw BadRequest(name + " was given twice; once is right");
  }
  if (request.words.size() < command.fewest || request.words.size() > command.most) {
    const std::string found =
        request.words.size() < command.fewest ? "too few words" : "too many words";
    throw BadRequest(found + "; the right form is: " + Usage(command));
  }
  return request;
}

std::string HelpText() {
  std::vector<std::pair<std::string, std::string>> commands, options;
  for (const Command* command : AllCommands())
    commands.emplace_back(std::string(command->name) + " " + std::string(command->words),
                          std::string(command->purpose));
  options.emplace_back("--help", "prints this; after a command, what that command takes");
  options.emplace_back("--version", "prints version and commit");
  return "wfx reads and writes the texts of the WriteFileEx harness: scenarios, records, reports.\n"
         "\nUsage: wfx COMMAND ...\n\nCommands:\n" +
         Columns(commands) + "\nOptions:\n" + Columns(options) +
         "\nExit codes: 0 held; 1 something failed; 2 wrong arguments or a bad file; 3 "
         "inconclusive; "
         "4 nothing was selected.\n";
}

std::string HelpText(const Command& command) {
  std::vector<std::pair<std::string, std::string>> options;
  for (const CommandOption& option : command.options) {
    std::string name(option.name);
    if (!option.argument.empty()) name += " " + std::string(option.argument);
    options.emplace_back(name,
                         std::string(option.doc) + (option.repeatable ? " (repeatable)" : ""));
  }
  options.emplace_back(std::string(kHelpOption.name), std::string(kHelpOption.doc));
  return "Usage: " + Usage(command) + "\n\n" + std::string(command.purpose) + ".\n" +
         (command.more.empty() ? "" : std::string(command.more) + "\n") + "\nOptions:\n" +
         Columns(options);
}

ExitCode RunWfx(std::span<const std::string> arguments, std::ostream& out, std::ostream& err) {
  try {
    return Answer(arguments, out, err);
  } catch (const std::exception& error) {
    err << "wfx: " << error.what() << "\n";
    return kUsage;
  }
}

}  // namespace wfx
