// SPDX-License-Identifier: Apache-2.0
#include "apps/plexus/completion_command.hpp"

#include "apps/plexus/exit_code.hpp"

namespace plexus::apps {

namespace {

// Names of virtual sensors come from the node; when none answers there are just no suggestions.
// Options may stand anywhere, so the verb is the first word that is neither an option nor its
// value.
constexpr const char* script = R"bash(# bash completion for plexus: source <(plexus completion)
_plexus() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  local verb="" second="" socket="" count=0 i words=""
  local with_value=" --socket --out --clock --for --only --from --to --every --limit --overflow "
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [ "${COMP_WORDS[i]}" = --socket ]; then socket=${COMP_WORDS[i+1]}; fi
    if [[ $with_value == *" ${COMP_WORDS[i]} "* ]]; then ((i++)); continue; fi
    if [[ ${COMP_WORDS[i]} == -* ]]; then continue; fi
    ((count++))
    if [ "$count" -eq 1 ]; then verb=${COMP_WORDS[i]}; fi
    if [ "$count" -eq 2 ]; then second=${COMP_WORDS[i]}; fi
  done
  local options="--socket --out --help"
  case $verb in
    "") options+=" --version" ;;
    run) options+=" --clock --for --until-end --only --verbose" ;;
    query) options+=" --from --to --follow --every --for --limit --overflow" ;;
    top) options+=" --for --every" ;;
  esac
  case $before in
    --out) words="table csv json" ;;
    --clock) words="wall fast" ;;
    --overflow) words="latest buffer drop_oldest" ;;
    --socket) COMPREPLY=($(compgen -f -- "$word")); return ;;
    --*) if [[ $with_value == *" $before "* ]]; then return; fi ;;
  esac
  if [ -z "$words" ]; then
    if [[ $word == -* ]]; then
      words=$options
    elif [ -z "$verb" ]; then
      words="run validate status sensors requests reload flush vs query top completion"
    elif [ "$verb" = vs ] && [ -z "$second" ]; then
      words="list show deploy undeploy"
    elif [ "$verb" = vs ] && { [ "$second" = show ] || [ "$second" = undeploy ]; }; then
      words=$(plexus ${socket:+--socket "$socket"} vs list 2>/dev/null | awk 'NR > 1 { print $1 }')
    elif [ "$verb" = run ] || [ "$verb" = validate ] || [ "$second" = deploy ]; then
      COMPREPLY=($(compgen -f -- "$word"))
      return
    fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o filenames -F _plexus plexus
)bash";

} // namespace

int print_completion(std::ostream& out) {
  out << script;
  return exit_ok;
}

} // namespace plexus::apps
