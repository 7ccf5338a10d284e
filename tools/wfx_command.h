// What a command of wfx is, and how its arguments are read: one table that feeds parsing and
// --help.
#pragma once

#include <map>
#include <ostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "runner/exit_code.h"

namespace wfx {

// What a user asked for cannot be done: one line or several, exit code 2.
class BadRequest : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct CommandOption {
  std::string_view name;      // "--scenarios"
  std::string_view argument;  // "DIR"; "" = takes none
  std::string_view doc;       // one line
  bool repeatable = false;
};

// The arguments of one call, and where its answer goes.
struct Request {
  std::vector<std::string> words;  // what is not an option
  std::map<std::string, std::vector<std::string>, std::less<>> options;
  std::ostream& out;
  std::ostream& err;

  bool Has(std::string_view option) const { return options.contains(option); }
  // Every value of a repeatable option.
  std::vector<std::string> All(std::string_view option) const;
  // The value, or `absent`.
  std::string One(std::string_view option, const std::string& absent = "") const;
};

struct Command {
  std::string_view name;     // "check"
  std::string_view words;    // "[DIR...]"
  std::size_t fewest, most;  // words it takes
  std::string_view purpose;  // one line
  std::string_view more;     // further lines of its --help, or ""
  std::vector<CommandOption> options;
  ExitCode (*run)(const Request& request);
};

// The commands, in the order of --help. Each stands in a file of its own.
extern const Command kCheckCommand, kListCommand, kExplainCommand, kNewCommand, kReportCommand,
    kJudgeCommand, kCoverageCommand, kCompareCommand, kGateCommand, kBaselineCommand;
std::span<const Command* const> AllCommands();

// An option that several commands take.
extern const CommandOption kScenariosOption;

// Reads `arguments` for `command`. `--name=value` and `--name value` are the same. Throws
// BadRequest.
Request ReadRequest(const Command& command, std::span<const std::string> arguments,
                    std::ostream& out, std::ostream& err);

std::string HelpText();
std::string HelpText(const Command& command);

// The whole program: `arguments` without its name. Never throws.
ExitCode RunWfx(std::span<const std::string> arguments, std::ostream& out, std::ostream& err);

}  // namespace wfx
