# Finds the packaged C++ Actor Framework; makes CAF::core (and CAF::<component>). Debian ships no
# CMake files for it. PLEXUS_CAF_ROOT points at another build, e.g. an instrumented one for TSan.
include(FindPackageHandleStandardArgs)
find_package(Threads REQUIRED)
set(PLEXUS_CAF_ROOT "" CACHE PATH "Prefix of a CAF build to use instead of the packaged one")

find_path(CAF_INCLUDE_DIR caf/config.hpp HINTS "${PLEXUS_CAF_ROOT}/include")
if(CAF_INCLUDE_DIR)
  file(STRINGS "${CAF_INCLUDE_DIR}/caf/config.hpp" _line REGEX "#define CAF_VERSION [0-9]+")
  string(REGEX MATCH "[0-9]+$" _number "${_line}")
  math(EXPR _major "${_number} / 10000")
  math(EXPR _minor "${_number} / 100 % 100")
  math(EXPR _patch "${_number} % 100")
  set(CAF_VERSION "${_major}.${_minor}.${_patch}")
endif()

set(_need CAF_INCLUDE_DIR)
foreach(_component IN LISTS CAF_FIND_COMPONENTS)
  find_library(CAF_${_component}_LIBRARY caf_${_component} HINTS "${PLEXUS_CAF_ROOT}/lib")
  list(APPEND _need CAF_${_component}_LIBRARY)
  if(CAF_${_component}_LIBRARY AND NOT TARGET CAF::${_component})
    add_library(CAF::${_component} UNKNOWN IMPORTED)
    set_target_properties(CAF::${_component} PROPERTIES
      IMPORTED_LOCATION "${CAF_${_component}_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${CAF_INCLUDE_DIR}"
      INTERFACE_COMPILE_DEFINITIONS CAF_ENABLE_TYPE_ID_CHECKS # a type without an id: no build
      INTERFACE_LINK_LIBRARIES Threads::Threads)
  endif()
endforeach()
find_package_handle_standard_args(CAF REQUIRED_VARS ${_need} VERSION_VAR CAF_VERSION)
