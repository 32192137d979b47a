// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/completion_command.hpp"

#include "apps/plexus/exit_code.hpp"

namespace plexus::apps {

namespace {

// Names of virtual sensors come from the node; when none answers there are just no suggestions.
constexpr const char* script = R"bash(# bash completion for plexus: source <(plexus completion)
_plexus() {
  local word=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} second=${COMP_WORDS[2]}
  local verbs="run validate status sensors requests reload flush vs query top completion"
  local options="--socket --out --help" words
  case $verb in
    run) options+=" --clock --for --until-end --only --verbose" ;;
    query) options+=" --from --to --follow --every --for --limit --overflow" ;;
    top) options+=" --for --every" ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "$verbs --version --help" -- "$word"))
  elif [ "${word#-}" != "$word" ]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif [ "$verb" = vs ] && [ "$COMP_CWORD" -eq 2 ]; then
    COMPREPLY=($(compgen -W "list show deploy undeploy" -- "$word"))
  elif [ "$verb" = vs ] && { [ "$second" = show ] || [ "$second" = undeploy ]; }; then
    words=$(plexus vs list --out table 2>/dev/null | awk 'NR > 1 { print $1 }')
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _plexus plexus
)bash";

} // namespace

int print_completion(std::ostream& out) {
  out << script;
  return exit_ok;
}

} // namespace plexus::apps
