"""Under which names the old format kept what the spec holds, the most telling one first."""

from typing import get_args

from atomizer.domain.items import AlgorithmType

SECTIONS = ("design_variables", "objectives", "constraints")
VARIABLES = ("design_variables", "parameter")
"""The section, and the field its keys become when it is an object."""
EXPRESSIONS = ("expression_name", "nx_expression", "expression", "parameter")
BASELINES = ("baseline", "initial", "initial_value", "nominal", "default", "current_value")
LOW = ("min", "lower", "low", "lower_bound")
HIGH = ("max", "upper", "high", "upper_bound")
MODEL_PATHS = ("path", "model_file", "sim_file", "fem_file", "bdf_file", "nx_model_path")
TRIALS = ("n_trials", "trials", "max_trials", "num_trials")
SECONDS = ("timeout_seconds", "timeout")
"""Optuna's `timeout` is in seconds."""
SURROGATES = ("none", "mlp", "ensemble", "gp", "gnn")
TYPES = {
    "real": "continuous",
    "float": "continuous",
    "double": "continuous",
    "int": "integer",
    "discrete": "categorical",
    "choice": "categorical",
}
OPERATORS = {
    "upper": "<=",
    "less_than": "<=",
    "max": "<=",
    "maximum": "<=",
    "<=": "<=",
    "<": "<",
    "lower": ">=",
    "greater_than": ">=",
    "min": ">=",
    "minimum": ">=",
    ">=": ">=",
    ">": ">",
    "equality": "==",
    "equal": "==",
    "==": "==",
}
ALGORITHMS: dict[str, str] = {
    name.lower().replace("-", ""): name for name in get_args(AlgorithmType)
} | {"nsga2": "NSGA-II", "nsga3": "NSGA-III", "bayesian": "GP", "sobol": "QMC"}
PHYSICS = {
    "mass": ("mass", "mass"),
    "weight": ("mass", "mass"),
    "displacement": ("displacement", "max_displacement"),
    "stress": ("solid_stress", "max_stress"),
    "von_mises": ("solid_stress", "max_stress"),
    "solid_stress": ("solid_stress", "max_stress"),
    "shell_stress": ("shell_stress", "max_stress"),
    "frequency": ("frequency", "frequency"),
    "buckling": ("buckling", "buckling_factor"),
    "temperature": ("temperature", "max_temperature"),
    "zernike": ("zernike_wfe", "wfe_rms"),
    "zernike_wfe": ("zernike_wfe", "wfe_rms"),
}
"""What was to be measured -> extractor and its main output."""
