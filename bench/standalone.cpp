#include "bench/standalone.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "runner/exit_code.h"
#include "runner/win32/bind.h"

namespace wfx {
namespace {

constexpr const char* kTarget = "--target";

void PrintHelp(const StandaloneProgram& program) {
  std::cout << "usage: " << program.name;
  for (const auto& [flag, does] : program.flags) std::cout << " [" << flag << "]";
  std::cout << " [--target DIR]\n";
  for (const auto& [flag, does] : program.flags) std::cout << "  " << flag << "  " << does << "\n";
  std::cout
      << "  --target DIR  where its file is made, on Windows; otherwise the temporary folder\n";
}

StandaloneOptions ReadWords(const StandaloneProgram& program,
                            const std::vector<std::string>& given) {
  StandaloneOptions options;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto is_given = [&](const auto& flag) { return flag.word == given[i]; };
    if (given[i] == kTarget) {
      if (i + 1 == given.size()) throw std::invalid_argument("--target needs a folder");
      options.target = given[++i];
    } else if (std::ranges::any_of(program.flags, is_given)) {
      options.words.push_back(given[i]);
    } else {
      std::string known;
      for (const auto& [flag, does] : program.flags) known += flag + ", ";
      throw std::invalid_argument("unknown word " + given[i] + "; there are " + known +
                                  "--target DIR and --help");
    }
  }
  return options;
}

}  // namespace

bool StandaloneOptions::Has(const std::string& flag) const {
  return std::ranges::find(words, flag) != words.end();
}

SystemHere::SystemHere(const std::string& target) : directory_(target) {
  if (HasSystemApi()) {
    api_ = SystemApi();
    if (directory_.empty()) directory_ = std::filesystem::temp_directory_path().string();
    if (!std::filesystem::is_directory(directory_))
      throw std::invalid_argument("--target: there is no folder " + directory_);
    return;
  }
  ModelOptions options;
  options.time = ModelOptions::Time::kReal;
  model_ = std::make_unique<Model>(options);
  api_ = model_->api();
  directory_ = "C:";
}

int RunStandalone(const StandaloneProgram& program, int argc, char** argv) {
  const std::vector<std::string> given(argv + 1, argv + argc);
  if (std::ranges::find(given, "--help") != given.end()) {
    PrintHelp(program);
    return kHeld;
  }
  try {
    return program.run(ReadWords(program, given));
  } catch (const std::exception& problem) {
    std::cerr << program.name << ": " << problem.what() << "\n";
    return kUsage;
  }
}

}  // namespace wfx
