// What the small programs beside wfx-bench share: their command line, and the system they measure.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runner/model/model.h"
#include "runner/win32/api.h"

namespace wfx {

struct StandaloneOptions {
  std::vector<std::string> words;  // of `flags`, those that were given
  std::string target;              // of --target DIR; empty = not given

  bool Has(const std::string& flag) const;
};

// Windows where there is one, otherwise the model in real time, and a folder of it.
class SystemHere {
 public:
  // `target` may be empty: then the temporary directory. The model has its own folder.
  explicit SystemHere(const std::string& target);

  const Win32Api& api() const { return api_; }
  const std::string& directory() const { return directory_; }
  bool is_model() const { return model_ != nullptr; }

 private:
  std::unique_ptr<Model> model_;
  Win32Api api_;
  std::string directory_;
};

struct StandaloneFlag {
  std::string word, does;
};

// Reads the command line and runs `run`, whose result is the program's. Wrong words and what `run`
// throws are one line and exit code 2. `flags` are the words it takes besides --target DIR.
struct StandaloneProgram {
  const char* name;
  std::vector<StandaloneFlag> flags;
  std::function<int(const StandaloneOptions&)> run;
};
int RunStandalone(const StandaloneProgram& program, int argc, char** argv);

}  // namespace wfx
