// The names of one case: what each stands for, and whether a reference means something that is
// there.
#pragma once

#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "runner/scenario/fields.h"

namespace wfx {

// What a name stands for. Everything given shares one set of names, steps have another.
enum class Role {
  kFile,
  kDirectory,
  kPipe,
  kMailslot,
  kSockets,
  kHandle,
  kEvent,
  kPort,
  kBuffer,
  kOverlapped,
  kStream,
  kThread,
  kProcess,
  kSpace,
  kView,
  kOplock,
  kTransaction,
  kWrite,
  kRead,
  kApc,
  kAppends,
  kRace,
  kBurst,
  kLook,
  kStore,
  kOtherStep,
};

using Roles = std::initializer_list<Role>;

inline constexpr Roles kAnyStep = {Role::kWrite, Role::kRead,  Role::kApc,
                                   Role::kLook,  Role::kStore, Role::kOtherStep};
inline constexpr Roles kActors = {Role::kThread, Role::kProcess};

class Scope {
 public:
  explicit Scope(ErrorSink& errors) : errors_(errors) {}

  // Makes `name` known; reports one that is taken or badly spelled.
  void Declare(Role role, const std::string& name, int line);
  // A step whose name the reader made up, "wait 2".
  void DeclareMadeUp(const std::string& name, int line);

  // Makes references to `name` right, whatever they expect: what it names could not be read, which
  // has been reported.
  void Tolerate(const std::string& name) { tolerated_.insert(name); }

  // The name under `key`, which must stand for one of `roles`. Reports it otherwise. `also`: words
  // that are always right.
  std::string Refer(Fields& fields, std::string_view key, Roles roles,
                    std::initializer_list<std::string_view> also = {});
  // The same, "" where the key is not there.
  std::string ReferIfAny(Fields& fields, std::string_view key, Roles roles,
                         std::initializer_list<std::string_view> also = {});
  // The same for a value of a list.
  std::string ReferIn(Fields& fields, std::string_view key, const JsonNode& node, Roles roles,
                      std::initializer_list<std::string_view> also = {});
  // An actor: "" for the scenario's own thread, which is also called "main".
  std::string Actor(Fields& fields, std::string_view key);
  bool Is(Role role, std::string_view name) const;

 private:
  struct Entry {
    Role role;
    int line;
  };
  using Names = std::map<std::string, Entry, std::less<>>;

  Names& NamesOf(Role role) { return role >= Role::kWrite ? steps_ : givens_; }
  const Names& NamesOf(Role role) const { return role >= Role::kWrite ? steps_ : givens_; }

  ErrorSink& errors_;
  Names givens_, steps_;
  std::set<std::string> tolerated_;
};

}  // namespace wfx
