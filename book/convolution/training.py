"""Running a network, and training it to tell classes apart."""

from collections.abc import Sequence

import numpy as np

from convolution.network import Layer
from convolution.windows import Array


def run(network: Sequence[Layer], x: Array) -> Array:
    """Send `x` through all layers, one after another."""
    for layer in network:
        x = layer.forward(x)
    return x


def accuracy(network: Sequence[Layer], x: Array, labels: Array) -> float:
    """Return the share of `x` whose largest output stands at its label."""
    return float((run(network, x).argmax(axis=1) == labels).mean())


def surprise(scores: Array, labels: Array) -> tuple[float, Array]:
    """Return the mean cross-entropy of softmax(`scores`), and its gradient.

    Args:
        scores: The network's output (N, classes), any numbers.
        labels: The right classes (N,), counted from 0.

    Returns:
        The loss, and its gradient with respect to `scores`: (probability - truth) / N.
    """
    # The same number taken from all scores changes no probability, and nothing overflows.
    logs = scores - scores.max(axis=1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
    truth = np.eye(scores.shape[1], dtype=scores.dtype)[labels]
    return float(-(truth * logs).sum() / len(labels)), (np.exp(logs) - truth) / len(labels)


def train(
    network: Sequence[Layer],
    x: Array,
    labels: Array,
    *,
    rate: float,
    epochs: int,
    seed: int,
    batch: int = 32,
) -> Array:
    """Train by gradient descent with momentum 0.9, the rate falling to 0 along a straight line.

    Args:
        network: Changed in place.
        x: Inputs (N, ...).
        labels: Their classes (N,), counted from 0.
        rate: The learning rate at the beginning.
        epochs: How often every input is seen.
        seed: For the order in which they are seen.
        batch: How many inputs a step takes.

    Returns:
        The loss of each step.
    """
    order = np.random.default_rng(seed)
    batches = [
        picked
        for _ in range(epochs)
        for picked in np.array_split(order.permutation(len(x)), -(-len(x) // batch))
    ]
    momentum = [[np.zeros_like(p) for p in layer.parameters] for layer in network]
    losses = np.zeros(len(batches))
    for step, picked in enumerate(batches):
        losses[step], error = surprise(run(network, x[picked]), labels[picked])
        for layer in reversed(network):
            layer.learn(error)
            if layer is not network[0]:  # nobody asks for the images' gradient
                error = layer.backward(error)
        now = rate * (1 - step / len(batches))
        for layer, velocities in zip(network, momentum, strict=True):
            for p, v, slope in zip(layer.parameters, velocities, layer.gradients, strict=True):
                v *= 0.9
                v -= now * slope
                p += v
    return losses
